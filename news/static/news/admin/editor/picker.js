/* Choosing pictures, files or stories in a dialog of the page. */
import { crel, gettext } from "django-prose-editor/editor";
import { pick as pickOfDesk } from "../library.js";
import { remember, search } from "./library.js";

const lines = (name, label, none) => ({
  name,
  label,
  none,
  silent: gettext("The desk does not answer. Try again later."),
  list: "picker-lines",
  draw: (row) => [crel("span", { textContent: row.title }), crel("small", { textContent: row.about })],
})

/* Each answers a promise of what was chosen, or of nothing. */
/* Pictures are chosen as everywhere on the desk; what is chosen is known to the editor at once. */
export const pickPicture = async (url) => (await pickFromLibrary(url))[0]

export const pickPictures = (url) => pickFromLibrary(url, { several: true })

const pickFromLibrary = async (url, options) => remember(url, await pickOfDesk(url, options))

export const pickDocument = (url) =>
  pick(url, lines(gettext("Choose a file"), gettext("Search our own files"), gettext("No file found.")))

export const pickStory = (url) =>
  pick(url, lines(gettext("Link to a story"), gettext("Words or number of a story"), gettext("No story found.")))

const pick = (url, { name, label, none, silent, list, draw }) =>
  new Promise((resolve) => {
    const words = crel("input", { type: "search", autofocus: true, "aria-label": label })
    const rows = crel("ul", { className: list })
    const status = crel("p", { className: "picker-status", role: "status" })
    const more = crel("button", { type: "button", className: "btn", textContent: gettext("Show more"), hidden: true })
    const dialog = crel("dialog", { className: "picker", "aria-label": name }, [
      crel("form", { className: "picker-head" }, [
        words,
        crel("button", { className: "btn", textContent: gettext("Search") }),
        crel("button", { type: "button", className: "btn picker-close", textContent: gettext("Cancel") }),
      ]),
      rows,
      status,
      more,
    ])
    let chosen
    let page = 1

    const choose = (row) => {
      chosen = row
      dialog.close()
    }
    const choice = (row) => {
      const button = crel("button", { type: "button" }, draw(row))
      button.addEventListener("click", () => choose(row))
      return crel("li", null, [button])
    }
    const show = async (wanted) => {
      page = wanted
      try {
        const found = await search(url, words.value, page)
        if (page === 1) rows.replaceChildren()
        rows.append(...found.results.map(choice))
        more.hidden = !found.next
        status.textContent = rows.childElementCount ? "" : none
      } catch {
        status.textContent = silent
      }
    }

    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault()
      show(1)
    })
    dialog.querySelector(".picker-close").addEventListener("click", () => dialog.close())
    more.addEventListener("click", () => show(page + 1))
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    document.body.append(dialog)
    dialog.showModal()
    show(1)
  })
