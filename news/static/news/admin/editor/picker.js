/* Choosing a picture of the image library in a dialog of the page. */
import { crel, gettext } from "django-prose-editor/editor";
import { search } from "./library.js";

/* Answers a promise of the picture chosen, or of nothing. */
export const pickPicture = (url) =>
  new Promise((resolve) => {
    const words = crel("input", { type: "search", autofocus: true, "aria-label": gettext("Search the image library") })
    const grid = crel("ul", { className: "picker-grid" })
    const status = crel("p", { className: "picker-status", role: "status" })
    const more = crel("button", { type: "button", className: "btn", textContent: gettext("Show more"), hidden: true })
    const dialog = crel("dialog", { className: "picker", "aria-label": gettext("Choose a picture") }, [
      crel("form", { className: "picker-head" }, [
        words,
        crel("button", { className: "btn", textContent: gettext("Search") }),
        crel("button", { type: "button", className: "btn picker-close", textContent: gettext("Cancel") }),
      ]),
      grid,
      status,
      more,
    ])
    let chosen = null
    let page = 1

    const choice = (picture) => {
      const image = crel("img", { src: picture.thumb, alt: picture.alt, loading: "lazy" })
      const title = crel("span", { textContent: picture.title || picture.caption || picture.alt })
      const button = crel("button", { type: "button" }, [image, title])
      button.addEventListener("click", () => {
        chosen = picture
        dialog.close()
      })
      return crel("li", null, [button])
    }
    const show = async (wanted) => {
      page = wanted
      try {
        const found = await search(url, words.value, page)
        if (page === 1) grid.replaceChildren()
        grid.append(...found.results.map(choice))
        more.hidden = !found.next
        status.textContent = grid.childElementCount ? "" : gettext("No picture found.")
      } catch {
        status.textContent = gettext("The image library does not answer. Try again later.")
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
