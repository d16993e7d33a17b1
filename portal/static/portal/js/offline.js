// Lists the stories that the worker keeps on this device, in the language of this page.
const d = document
const place = d.querySelector('[data-stored]')

async function keptPicture(page, pictures) {
  for (const image of page.querySelectorAll('article figure :is(img, source)')) {
    for (const candidate of image.srcset.split(',')) {
      const { href } = new URL(candidate.trim().split(' ')[0], location)
      if (await pictures.match(href)) return [href, image]
    }
  }
  return []
}

async function card(address, page, pictures) {
  const shown = place.querySelector('template').content.cloneNode(true)
  const part = selector => shown.querySelector(selector)
  const title = page.querySelector('.art-head h1')
  const kicker = title.querySelector('.kick')
  const pigment = page.querySelector('[data-article]').className.split(' ').at(-1)
  kicker?.remove()
  part('h3 a').replaceChildren(...title.childNodes)
  for (const link of shown.querySelectorAll('a')) link.href = address
  if (kicker) part('.kick').textContent = kicker.textContent
  else part('.kick').remove()
  part('.kick')?.classList.add(pigment)
  const [time, writer] = [page.querySelector('.facts1 time'), page.querySelector('.who b')]
  part('.meta').append(time, ...writer ? [Object.assign(d.createElement('span'), { textContent: writer.textContent })] : [])
  const [src, { width, height } = {}] = await keptPicture(page, pictures)
  if (src) part('.pic').append(Object.assign(d.createElement('img'), { src, width, height, alt: '' }))
  else {
    part('.pic').remove()
    part('.card').classList.add('np')
  }
  return shown
}

async function list() {
  const [stories, pictures] = await Promise.all(['stories-1', 'pictures-1'].map(name => caches.open(name)))
  const seen = new Set()
  for (const request of (await stories.keys()).reverse()) {
    const html = await (await stories.match(request)).text()
    const page = new DOMParser().parseFromString(html, 'text/html')
    const id = page.querySelector('[data-article]')?.dataset.article
    if (!id || seen.has(id) || page.documentElement.lang !== d.documentElement.lang) continue
    seen.add(id)
    place.querySelector('.cols').append(await card(request.url, page, pictures))
  }
  place.hidden = !seen.size
  for (const words of d.querySelectorAll('[data-some]')) words.hidden = !seen.size
  for (const words of d.querySelectorAll('[data-none]')) words.hidden = seen.size > 0
}
if (place && 'caches' in window) list()
