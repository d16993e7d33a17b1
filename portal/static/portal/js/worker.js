// Keeps the page that says there is no network, and the stories read last; no other page.
// `KEPT` stands in /sw.js: the version, the files every page needs, the offline pages.
const FILES = `files-${KEPT.version}`
const [PAGES, STORIES, PICTURES] = ['pages-1', 'stories-1', 'pictures-1']
const MOST = 20
const DAY = 86_400_000
const STORY = /^(\/[a-z-]+)?\/article\/(\d+)\//
const PART = /^(\?page=\d+|\?view=all)?$/

self.addEventListener('install', event => {
  event.waitUntil(caches.open(FILES).then(cache => cache.addAll(KEPT.files)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', event => event.waitUntil(begin()))

async function begin() {
  const old = (await caches.keys()).filter(name => ![FILES, PAGES, STORIES, PICTURES].includes(name))
  await Promise.all(old.map(name => caches.delete(name)))
  await self.registration.navigationPreload?.enable()
  await self.clients.claim()
}

self.addEventListener('fetch', event => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (request.mode === 'navigate') event.respondWith(visit(event, url))
  else if (['style', 'script', 'image'].includes(request.destination)) {
    event.respondWith(fetch(request).catch(() => file(url)))
  }
})

async function visit(event, url) {
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request))
    if (STORY.test(url.pathname)) event.waitUntil(remember(url, answer.clone()))
    return answer
  } catch {
    return (await find(STORIES, url.href)) ?? (await offlinePage(url)) ?? Response.error()
  }
}

const find = (name, address) => caches.open(name).then(cache => cache.match(address, { ignoreVary: true }))
const offlineAddress = url => KEPT.pages.find(page => url.pathname.startsWith(page.replace(/offline\/$/, '')))

async function offlinePage(url) {
  return (await find(PAGES, offlineAddress(url))) ?? caches.match(KEPT.pages.at(-1))
}

// A story kept from an earlier version asks for files of that version.
async function file(url) {
  const plain = address => new URL(address).pathname.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, '')
  const cache = await caches.open(FILES)
  const same = (await cache.keys()).find(key => plain(key.url) === plain(url.href))
  return (await find(PICTURES, url.href)) ?? (same && await cache.match(same)) ?? Response.error()
}

async function remember(url, answer) {
  const [, language, id] = STORY.exec(url.pathname)
  const isSame = other => {
    const found = STORY.exec(other.pathname)
    if (found[2] !== id) return false
    if (answer.status === 410) return true
    return found[1] === language && (answer.status === 404 || other.search === url.search)
  }
  const isGone = answer.status === 404 || answer.status === 410
  if (!isGone && !(isForAll(answer) && PART.test(url.search))) return
  const cache = await caches.open(STORIES)
  for (const key of await cache.keys()) if (isSame(new URL(key.url))) await cache.delete(key)
  if (!isGone) await cache.put(url.href, answer)
  await trim(cache)
}

function isForAll(answer) {
  const header = name => answer.headers.get(name) ?? ''
  return answer.ok && !answer.redirected && header('Content-Type').startsWith('text/html') && !/private|no-store/.test(header('Cache-Control'))
}

const age = answer => Date.now() - Date.parse(answer.headers.get('Date') ?? 0)

async function trim(cache) {
  const keys = await cache.keys()
  const old = await Promise.all(keys.map(async (key, index) => index < keys.length - MOST || age(await cache.match(key)) > 30 * DAY))
  await Promise.all(keys.filter((_, index) => old[index]).map(key => cache.delete(key)))
}

// Each page says that it was opened: the first one came before there was a worker.
self.addEventListener('message', event => event.waitUntil(opened(event.data).catch(() => {})))

async function opened({ page, picture }) {
  const url = new URL(page)
  const known = await find(PAGES, offlineAddress(url))
  if (!known || age(known) > DAY) await (await caches.open(PAGES)).add(offlineAddress(url))
  if (!STORY.test(url.pathname)) return
  if (!await find(STORIES, url.href)) await remember(url, await fetch(url))
  if (!picture) return
  const cache = await caches.open(PICTURES)
  await cache.put(picture, await fetch(picture, { cache: 'force-cache' }))
  await trim(cache)
}
