/* What the desk keeps, as the editor sees it: pictures, files and stories, searched by words, and
   found by id, those asked for at once in one call. An address answers {results: [{id, title, ...}],
   next}. */
const shelves = new Map()

const shelf = (url) => {
  if (!shelves.has(url)) shelves.set(url, { found: new Map(), waiting: new Map() })
  return shelves.get(url)
}

const ask = async (url, query) => {
  const answer = await fetch(`${url}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(answer.statusText)
  const { results, next } = await answer.json()
  for (const one of results) shelf(url).found.set(String(one.id), one)
  return { results, next }
}

/* What was chosen elsewhere is known here too; answers it. */
export const remember = (url, pictures) => {
  for (const one of pictures) shelf(url).found.set(String(one.id), one)
  return pictures
}

export const search = (url, words, page) => ask(url, { q: words, page })

export const known = (url, id) => {
  const { found, waiting } = shelf(url)
  if (!url || found.has(id)) return Promise.resolve(found.get(id))
  if (!waiting.size) setTimeout(() => fetchWaiting(url))
  return new Promise((resolve) => waiting.set(id, [...(waiting.get(id) ?? []), resolve]))
}

const fetchWaiting = async (url) => {
  const own = shelf(url)
  const asked = own.waiting
  own.waiting = new Map()
  try {
    await ask(url, { ids: [...asked.keys()].join(",") })
  } finally {
    for (const [id, resolvers] of asked) for (const resolve of resolvers) resolve(own.found.get(id))
  }
}
