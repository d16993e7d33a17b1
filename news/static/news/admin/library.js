/* The image library in a dialog: search, choose one picture or several. Imports end with a
   semicolon, without which Django would not write hashed names into them. */
import { element } from "./elements.js";

const { gettext, interpolate, ngettext } = window

export const ask = async (url, query) => {
  const answer = await fetch(`${url}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(answer.statusText)
  return answer.json()
}

const nameOf = (picture) => picture.title || picture.caption || picture.alt || `#${picture.id}`

/* Answers a promise of the pictures chosen, in the order in which they were; of none if it was
   closed. */
export const pick = (url, { several = false } = {}) =>
  new Promise((resolve) => {
    const chosen = new Map()
    let answer = []
    let page = 1
    const words = element("input", { type: "search", autofocus: true, ariaLabel: gettext("Search the image library") })
    const cancel = element("button", { type: "button", className: "btn", textContent: gettext("Cancel") })
    const insert = element("button", { type: "button", className: "btn pri", hidden: true })
    const grid = element("ul", { className: "library-grid" })
    const status = element("p", { role: "status" })
    const more = element("button", { type: "button", className: "btn", textContent: gettext("Show more"), hidden: true })
    const search = element("button", { className: "btn", textContent: gettext("Search") })
    const head = element("form", { className: "library-head" }, words, search, insert, cancel)
    const title = several ? gettext("Choose pictures") : gettext("Choose a picture")
    const dialog = element("dialog", { className: "library", ariaLabel: title }, head, grid, status, more)

    const finish = (pictures) => {
      answer = pictures
      dialog.close()
    }
    const toggle = (picture, button) => {
      if (!several) return finish([picture])
      const isOn = !chosen.delete(picture.id)
      if (isOn) chosen.set(picture.id, picture)
      button.ariaPressed = String(isOn)
      insert.hidden = !chosen.size
      const text = ngettext("Insert %s picture", "Insert %s pictures", chosen.size)
      insert.textContent = interpolate(text, [chosen.size])
    }
    const card = (picture) => {
      const image = element("img", { src: picture.thumb, alt: picture.alt, loading: "lazy" })
      const button = element("button", { type: "button" }, image, element("span", { textContent: nameOf(picture) }))
      if (several) button.ariaPressed = String(chosen.has(picture.id))
      button.addEventListener("click", () => toggle(picture, button))
      return element("li", {}, button)
    }
    const show = async (wanted) => {
      page = wanted
      try {
        const found = await ask(url, { q: words.value, page })
        if (page === 1) grid.replaceChildren()
        grid.append(...found.results.map(card))
        more.hidden = !found.next
        status.textContent = grid.childElementCount ? "" : gettext("No picture found.")
      } catch {
        status.textContent = gettext("The image library does not answer. Try again later.")
      }
    }

    head.addEventListener("submit", (event) => {
      event.preventDefault()
      show(1)
    })
    cancel.addEventListener("click", () => finish([]))
    insert.addEventListener("click", () => finish([...chosen.values()]))
    more.addEventListener("click", () => show(page + 1))
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(answer)
    })
    document.body.append(dialog)
    dialog.showModal()
    show(1)
  })
