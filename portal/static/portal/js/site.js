// Everything here is an extra: each feature has a working form or link underneath.
const d = document
const root = d.documentElement
const first = (selector, within = d) => within.querySelector(selector)
const all = (selector, within = d) => [...within.querySelectorAll(selector)]
const status = d.body.appendChild(Object.assign(d.createElement('p'), { className: 'vh', role: 'status' }))
const say = words => { status.textContent = words }

// Theme and text size -------------------------------------------------------------------------

for (const box of all('[data-pref]')) {
  const name = box.dataset.pref
  const chosen = root.dataset[name] && first(`[value="${CSS.escape(root.dataset[name])}"]`, box)
  if (chosen) chosen.checked = true
  box.addEventListener('change', event => {
    root.dataset[name] = event.target.value
    try { localStorage.setItem(name, event.target.value) } catch { /* holds for the page */ }
  })
}

// Sharing -------------------------------------------------------------------------------------

for (const button of all('[data-copy]')) {
  if (!navigator.clipboard) continue
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.lastElementChild.textContent = button.dataset.done
    say(button.dataset.done)
  })
}
for (const button of all('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

// Words marked in the story go along to the page on which an error is reported ----------------

const mend = first('[data-mend]')
if (mend) {
  d.addEventListener('selectionchange', () => {
    const words = getSelection().toString().trim().slice(0, 200)
    if (words && first('#text').contains(getSelection().anchorNode)) mend.search = new URLSearchParams({ marked: words })
  })
}

// The reader's own state, and the two deeds that change it ------------------------------------

const article = first('[data-article]')
const state = new URL(d.body.dataset.state, location)
const talk = first('[data-thing]')
if (article) state.searchParams.set('article', article.dataset.article)
else if (talk) state.searchParams.set('thing', talk.dataset.thing)

function showReaction({ reaction, counts, labels, total }) {
  const form = first('.react form')
  if (!form || !counts) return
  const buttons = all('[data-kind]', form)
  const most = Math.max(1, ...buttons.map(button => counts[button.dataset.kind] ?? 0))
  for (const button of buttons) {
    const count = counts[button.dataset.kind] ?? 0
    button.setAttribute('aria-pressed', button.dataset.kind === String(reaction))
    first('[data-label]', button).textContent = labels[button.dataset.kind]
    first('.n', button).textContent = count.toLocaleString('en')
    const height = 96 * count / most
    const bar = first('rect', button)
    bar.setAttribute('y', (100 - height).toFixed(1))
    bar.setAttribute('height', height.toFixed(1))
  }
  const sum = first('[data-total]')
  if (sum) sum.textContent = total
}

function showSaved(saved) {
  const button = first('[data-save]')
  if (!button || saved === undefined) return
  const words = first('span', button)
  button.dataset.off ??= words.textContent
  button.setAttribute('aria-pressed', saved)
  button.value = saved ? '' : '1'
  words.textContent = saved ? button.dataset.on : button.dataset.off
}

function showAccount(account) {
  if (!account) return
  for (const link of all('[data-account]')) {
    link.textContent = account.name
    link.href = account.url
  }
  // A member writes under the name of the account.
  for (const field of all('[data-guests-only]')) field.hidden = true
  for (const link of all('[data-members-only]')) link.hidden = false
}

function showStaff(links) {
  const place = first('[data-staff]')
  if (!place || !links?.length) return
  place.replaceChildren(...links.map(({ label, url }) =>
    Object.assign(d.createElement('a'), { className: 'btn sm', href: url, textContent: label })))
  place.hidden = false
}

function showPending(comments) {
  const list = first('[data-own-comments]')
  for (const { id, html, parent } of list ? comments ?? [] : []) {
    if (d.getElementById(`comment-${id}`)) continue
    const place = parent && d.getElementById(`comment-${parent}`)?.closest('li')
    if (!place) {
      list.insertAdjacentHTML('afterbegin', `<li>${html}</li>`)
      continue
    }
    const replies = first('ol', place) ?? place.appendChild(Object.assign(d.createElement('ol'), { className: 'l' }))
    replies.insertAdjacentHTML('beforeend', `<li>${html}</li>`)
  }
}

function showAgreement({ id, count, agrees }) {
  const button = first(`[data-agree="${id}"]`)
  if (!button) return
  button.setAttribute('aria-pressed', agrees)
  button.value = agrees ? '' : '1'
  first('.n', button).textContent = count
}

function showOwnLink({ id, url, label }) {
  const acts = d.getElementById(`comment-${id}`)?.querySelector('.acts')
  if (!acts || first('[data-own]', acts)) return
  const link = Object.assign(d.createElement('a'), { href: url, textContent: label })
  link.dataset.own = ''
  first('details', acts).after(link)
}

async function ask(url, options = {}) {
  const answer = await fetch(url, { ...options, headers: { Accept: 'application/json' } })
  if (!answer.headers.get('Content-Type')?.includes('json')) throw new Error(answer.status)
  return answer.json()
}

async function showOwn() {
  const own = await ask(state)
  showReaction(own)
  showSaved(own.saved)
  showAccount(own.account)
  showStaff(own.staff)
  showPending(own.pending)
  const told = first('[data-told]')
  if (told && own.told) Object.assign(told, { textContent: own.told, hidden: false })
  for (const [id, count] of Object.entries(own.agreed ?? {})) showAgreement({ id, count, agrees: true })
  own.own?.forEach(showOwnLink)
  for (const id of own.muted?.ids ?? []) {
    d.getElementById(`comment-${id}`)?.replaceWith(Object.assign(d.createElement('p'), { className: 'goneC', textContent: own.muted.label }))
  }
}
showOwn().catch(() => {})

d.addEventListener('submit', async event => {
  const button = event.submitter
  const form = event.target
  if (!button?.hasAttribute('aria-pressed') || form.method !== 'post') return
  event.preventDefault()
  const body = new FormData(form, button)
  if (button.dataset.kind) body.set('kind', button.getAttribute('aria-pressed') === 'true' ? '' : button.dataset.kind)
  try {
    const own = await ask(form.action, { method: 'POST', body })
    if (own.sign_in) { location = own.sign_in; return }
    showReaction(own)
    showSaved(own.saved)
    if (own.agreement) showAgreement(own.agreement)
    say(own.message ?? (first('[data-label]', button) ?? button).textContent)
  } catch {
    form.append(Object.assign(d.createElement('input'), { type: 'hidden', name: button.name, value: body.get(button.name) }))
    form.submit()
  }
})

// Comments: what was sent stays in the box until the answer is there --------------------------

// A form that is touched fetches the token it is sent with, which is good from its third second on.
const tokens = new WeakMap()
const fetchToken = form => ask(`${form.dataset.token}?${new URLSearchParams({ thing: form.elements.thing.value })}`)
  .then(({ token }) => ({ token, at: Date.now() }))

d.addEventListener('focusin', event => {
  const form = event.target.closest('[data-comment-form]')
  if (form && !tokens.has(form)) tokens.set(form, fetchToken(form))
})

async function withToken(form) {
  const { token, at } = await (tokens.get(form) ?? fetchToken(form))
  await new Promise(done => setTimeout(done, at + 3100 - Date.now()))
  const body = new FormData(form)
  body.set('token', token)
  return body
}

d.addEventListener('submit', async event => {
  const form = event.target.closest('[data-comment-form]')
  if (!form) return
  event.preventDefault()
  const error = first('[data-error]', form)
  const button = first('button', form)
  button.disabled = true
  try {
    const answer = await fetch(form.action, { method: 'POST', body: await withToken(form), headers: { Accept: 'application/json' } })
    const { message, token } = await answer.json()
    tokens.delete(form)
    if (token) tokens.set(form, { token, at: Date.now() })
    error.textContent = answer.ok ? '' : message
    error.hidden = answer.ok
    say(message)
    if (!answer.ok) return
    form.reset()
    form.closest('details')?.removeAttribute('open')
    await showOwn()
  } catch {
    form.submit()
  } finally {
    button.disabled = false
  }
})

// Films: the player comes from elsewhere, so it waits for a click -------------------------------

for (const link of all('a[data-embed]')) {
  link.addEventListener('click', event => {
    event.preventDefault()
    link.replaceWith(Object.assign(d.createElement('iframe'), { src: link.dataset.embed, title: link.textContent, allowFullscreen: true, allow: 'fullscreen' }))
  })
}

// One read, counted when a person sees the page -------------------------------------------------

if (article?.dataset.seen) {
  const count = () => navigator.sendBeacon?.(article.dataset.seen)
  if (d.prerendering) d.addEventListener('prerenderingchange', count, { once: true })
  else count()
}

// Large pictures ------------------------------------------------------------------------------

const shots = all('a[data-lb]')
const lightbox = first('dialog.lb')
if (lightbox && shots.length) {
  const picture = document.createElement('img')
  first('nav', lightbox).after(picture)
  let at = 0
  const show = index => {
    at = (index + shots.length) % shots.length
    const figure = shots[at].closest('figure')
    picture.src = shots[at].href
    picture.alt = first('img', figure).alt
    first('p', lightbox).textContent = first('figcaption', figure)?.textContent ?? ''
    first('.num', lightbox).textContent = `${at + 1} / ${shots.length}`
    say(first('.num', lightbox).textContent)
  }
  for (const [index, shot] of shots.entries()) {
    shot.addEventListener('click', event => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      show(index)
      lightbox.showModal()
    })
  }
  lightbox.addEventListener('click', event => {
    const button = event.target.closest('button')
    if (!button) return
    if ('x' in button.dataset) lightbox.close()
    else show(at + Number(button.dataset.s))
  })
  lightbox.addEventListener('keydown', event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step) show(at + step)
  })
  lightbox.addEventListener('close', () => shots[at].focus())
}

// Without a network: a worker keeps the stories read last ---------------------------------------

async function keepForLater() {
  await navigator.serviceWorker.register(d.body.dataset.worker)
  const { active } = await navigator.serviceWorker.ready
  active.postMessage({ page: location.href.split('#')[0], picture: article && first('figure img', article)?.currentSrc })
}
if (navigator.serviceWorker) addEventListener('load', () => keepForLater().catch(() => {}))

// From page to page: the desk fades nothing in, and Chromium throws where only one side does ------

addEventListener('pageswap', ({ viewTransition, activation }) => {
  if (!viewTransition || !activation?.entry?.url.startsWith(`${location.origin}/admin/`)) return
  viewTransition.ready.catch(() => {})
  viewTransition.skipTransition()
})
