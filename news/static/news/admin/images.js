/* Inputs that hold a picture's number: the picture itself, and a button that opens the library. */
import { element, enhance, hideHelp, labelOf } from "./elements.js";
import { ask, pick } from "./library.js";

const { gettext } = window
const shown = new Map()
let waiting = []

const show = (box, picture) => {
  const thumb = picture?.thumb ? element("img", { src: picture.thumb, alt: picture.alt }) : ""
  const name = picture ? picture.title || `#${picture.id}` : gettext("No picture")
  box.replaceChildren(thumb, element("span", { className: "q", textContent: name }))
}

/* Asks for all pictures of the page together. */
const fetchWaiting = async () => {
  const asked = waiting
  waiting = []
  const ids = [...new Set(asked.map(({ input }) => input.value))].join(",")
  try {
    const found = await ask(asked[0].input.dataset.imagePicker, { ids })
    for (const picture of found.results) shown.set(String(picture.id), picture)
  } catch { /* the numbers stay, which is all that is saved */ }
  for (const { input, box } of asked) show(box, shown.get(input.value) ?? { id: input.value })
}

const refresh = (input, box) => {
  if (!input.value) return show(box)
  if (shown.has(input.value)) return show(box, shown.get(input.value))
  if (!waiting.length) setTimeout(fetchWaiting)
  waiting.push({ input, box })
}

enhance("[data-image-picker]", (input) => {
  if (input.type === "hidden") return
  const label = labelOf(input)
  const box = element("span", { className: "picked" })
  const choose = element("button", { type: "button", className: "btn sm", textContent: gettext("Choose a picture") })
  const clear = element("button", { type: "button", className: "btn sm", textContent: gettext("Take out") })
  choose.ariaLabel = `${choose.textContent}: ${label}`
  clear.ariaLabel = `${clear.textContent}: ${label}`
  const set = (value) => {
    input.value = value
    clear.hidden = !value
    input.dispatchEvent(new Event("change", { bubbles: true }))
    refresh(input, box)
  }
  choose.addEventListener("click", async () => {
    const [picture] = await pick(input.dataset.imagePicker)
    if (picture) {
      shown.set(String(picture.id), picture)
      set(String(picture.id))
    }
    choose.focus()
  })
  clear.addEventListener("click", () => {
    set("")
    choose.focus()
  })
  hideHelp(input)
  input.removeAttribute("aria-describedby")
  input.type = "hidden"
  input.after(element("span", { className: "image-input" }, box, element("span", { className: "acts" }, choose, clear)))
  input.addEventListener("picture:set", (event) => {
    shown.set(String(event.detail.id), event.detail)
    set(String(event.detail.id))
  })
  clear.hidden = !input.value
  refresh(input, box)
})
