/* The image library in a dialog: search, choose one picture or several. Imports end with a
   semicolon, without which Django would not write hashed names into them. */
import { element } from "./elements.js";
import { collect } from "./library_collection.js";
import { detailsColumn } from "./library_details.js";
import { filterColumn } from "./library_filters.js";
import { dropField } from "./upload.js";

const { gettext, interpolate, ngettext } = window

export const ask = async (url, query) => {
  const answer = await fetch(`${url}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(answer.statusText)
  return answer.json()
}

const nameOf = (picture) => picture.title || picture.caption || picture.alt || `#${picture.id}`

/* Answers a promise of the pictures chosen, in the order in which they were; of none if it was
   closed. */
export const pick = (url, { several = false, upload = url.replace(/picker\/$/, "upload/") } = {}) =>
  new Promise((resolve) => {
    const chosen = new Map()
    let answer = []
    let page = 1
    let asked = 0
    const words = element("input", { type: "search", autofocus: true, ariaLabel: gettext("Search the image library") })
    const cancel = element("button", { type: "button", className: "btn", textContent: gettext("Cancel") })
    const insert = element("button", { type: "button", className: "btn pri", hidden: true })
    const grid = element("ul", { className: "library-grid" })
    const status = element("p", { role: "status" })
    const more = element("button", { type: "button", className: "btn", textContent: gettext("Show more"), hidden: true })
    const search = element("button", { className: "btn", textContent: gettext("Search") })
    const head = element("form", { className: "library-head" }, words, search, insert, cancel)
    const title = several ? gettext("Choose pictures") : gettext("Choose a picture")
    const field = dropField(upload, async (picture, line) => {
      const shown = card(picture)
      grid.prepend(shown)
      const collection = filters.collection()
      if (collection) {
        const answer = await collect(url, picture, collection)
        line.append(" ", answer.errors?.join(" ") ?? interpolate(gettext("It was put into “%s”."), [collection]))
      }
      if (!chosen.has(picture.id)) toggle(picture, shown.querySelector("button"))
    })
    const filters = filterColumn(url, () => show(1))
    const details = detailsColumn(url, filters)
    const wall = element("div", { className: "library-wall" }, field, grid, status, more)
    const columns = element("div", { className: "library-columns" }, filters.box, wall, details.box)
    const dialog = element("dialog", { className: "library", ariaLabel: title }, head, columns)

    const finish = (pictures) => {
      answer = pictures
      dialog.close()
    }
    const keepAndFinish = async () => {
      insert.disabled = true
      const isKept = await details.save()
      insert.disabled = false
      if (isKept) finish([...chosen.values()])
    }
    const toggle = async (picture, button) => {
      if (!(await details.save())) return
      if (!several) {
        for (const other of grid.querySelectorAll("[aria-pressed=true]")) other.ariaPressed = "false"
        chosen.clear()
      }
      const isOn = !chosen.delete(picture.id)
      if (isOn) chosen.set(picture.id, picture)
      button.ariaPressed = String(isOn)
      details.show(isOn ? picture : [...chosen.values()].at(-1))
      insert.hidden = !chosen.size
      const text = ngettext("Insert %s picture", "Insert %s pictures", chosen.size)
      insert.textContent = interpolate(text, [chosen.size])
    }
    const card = (picture) => {
      const image = element("img", { src: picture.thumb, alt: picture.alt, loading: "lazy" })
      const button = element("button", { type: "button" }, image, element("span", { textContent: nameOf(picture) }))
      button.ariaPressed = String(chosen.has(picture.id))
      button.addEventListener("click", () => toggle(picture, button))
      button.addEventListener("dblclick", () => chosen.has(picture.id) && keepAndFinish())
      return element("li", {}, button)
    }
    /* Answers may come in another order than they were asked for; only the latest counts. */
    const show = async (wanted) => {
      const turn = ++asked
      page = wanted
      try {
        const found = await ask(url, { q: words.value, page, ...filters.chosen() })
        if (turn !== asked) return
        if (page === 1) grid.replaceChildren()
        grid.append(...found.results.map(card))
        more.hidden = !found.next
        status.textContent = grid.childElementCount ? "" : gettext("No picture found.")
      } catch {
        if (turn !== asked) return
        status.textContent = gettext("The image library does not answer. Try again later.")
      }
    }

    head.addEventListener("submit", (event) => {
      event.preventDefault()
      show(1)
    })
    cancel.addEventListener("click", () => finish([]))
    insert.addEventListener("click", keepAndFinish)
    more.addEventListener("click", () => show(page + 1))
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(answer)
    })
    document.body.append(dialog)
    dialog.showModal()
    show(1)
  })
