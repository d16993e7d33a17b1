/* Crops of a picture by hand: a frame moved and sized by pointer or keys over three numbers of each
   ratio. Imports end with a semicolon, without which Django would not write hashed names. */
import { element, enhance } from "./elements.js";
import { ask } from "./library.js";

const { gettext, interpolate } = window
const NARROWEST = 10
const STEPS = { ArrowLeft: [-1, 0, 0], ArrowRight: [1, 0, 0], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], "+": [0, 0, 2], "=": [0, 0, 2], "-": [0, 0, -2] }
const bounded = (value, most) => Math.min(Math.max(0, Math.round(value)), Math.floor(Math.max(0, most)))

enhance("[data-crops]", (box) => {
  const rows = [...box.querySelectorAll("fieldset")]
  const picture = element("img", { alt: "", draggable: false })
  const frame = element("button", { type: "button", className: "crop-frame" }, element("i"))
  const view = element("span", { className: "crop-view", hidden: true }, picture, frame)
  const undo = element("button", { type: "button", className: "btn sm", textContent: gettext("Back to the focal point") })
  const ratios = element("span", { className: "crops-ratios", role: "group" })
  const help = element("p", { className: "help", textContent: gettext("Drag the frame or its corner; arrow keys move it, + and - size it.") })
  let row = rows[0]

  const inputs = () => [...row.querySelectorAll("input")]
  const shape = () => row.dataset.ratio.split("/").reduce((across, down) => Number(across) / Number(down))
  /* How high a crop of this width is, both in percent of the picture. */
  const height = (across) => (across * (picture.naturalWidth / picture.naturalHeight)) / shape()
  const widest = () => Math.min(100, Math.floor(100 / height(1)))
  const around = () => {
    const across = widest()
    const focal = ["focal_x", "focal_y"].map((name) => Number(document.querySelector(`input[name=${name}]`)?.value ?? 50))
    return [bounded(focal[0] - across / 2, 100 - across), bounded(focal[1] - height(across) / 2, 100 - height(across)), across]
  }
  const isByHand = () => inputs().every((input) => input.value !== "")
  const values = () => (isByHand() ? inputs().map((input) => Number(input.value)) : around())
  const write = (crop) => {
    inputs().forEach((input, index) => (input.value = crop ? crop[index] : ""))
    inputs()[0].dispatchEvent(new Event("input", { bubbles: true }))
    inputs()[0].dispatchEvent(new Event("change", { bubbles: true }))
    show()
  }
  const set = ([left, top, across]) => {
    const wide = Math.max(Math.min(NARROWEST, widest()), Math.min(Math.round(across), widest()))
    write([bounded(left, 100 - wide), bounded(top, 100 - height(wide)), wide])
  }
  const show = () => {
    const [left, top, across] = values()
    frame.style.insetInlineStart = `${left}%`
    frame.style.insetBlockStart = `${top}%`
    frame.style.inlineSize = `${across}%`
    frame.style.blockSize = `${height(across)}%`
    const text = gettext("Crop %s: %s%% from the left, %s%% from the top, %s%% wide. Arrow keys move it, + and - size it.")
    frame.ariaLabel = interpolate(text.replaceAll("%%", "%"), [row.querySelector("legend").textContent, left, top, across])
    undo.disabled = !isByHand()
    for (const [index, button] of [...ratios.children].entries()) {
      const filled = [...rows[index].querySelectorAll("input")].every((input) => input.value !== "")
      button.ariaPressed = String(rows[index] === row)
      button.classList.toggle("by-hand", filled)
    }
  }
  const choose = (wanted) => {
    row = wanted
    for (const one of rows) one.toggleAttribute("data-on", one === row)
    show()
  }
  const load = (address) => {
    view.hidden = ratios.hidden = undo.hidden = help.hidden = !address
    box.classList.toggle("drawn", Boolean(address))
    if (address) picture.src = address
  }

  for (const one of rows) {
    const button = element("button", { type: "button", className: "btn sm", textContent: one.querySelector("legend").textContent })
    button.addEventListener("click", () => {
      choose(one)
      view.scrollIntoView({ block: "nearest" }) // The bar of buttons would cover it.
    })
    ratios.append(button)
  }
  picture.addEventListener("load", () => choose(row))
  box.addEventListener("input", show)
  undo.addEventListener("click", () => write(null))
  frame.addEventListener("keydown", (event) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const pace = event.shiftKey && event.key !== "+" ? 10 : 1
    set(values().map((value, index) => value + step[index] * pace))
  })
  frame.addEventListener("pointerdown", (event) => {
    const start = { x: event.clientX, y: event.clientY, crop: values(), sizes: event.target !== frame }
    const whole = picture.getBoundingClientRect()
    const move = (to) => {
      const across = (100 * (to.clientX - start.x)) / whole.width
      const down = (100 * (to.clientY - start.y)) / whole.height
      const [left, top, wide] = start.crop
      set(start.sizes ? [left, top, Math.min(wide + across, 100 - left)] : [left + across, top + down, wide])
    }
    const end = () => {
      frame.removeEventListener("pointermove", move)
      frame.removeEventListener("pointerup", end)
      frame.removeEventListener("pointercancel", end)
    }
    frame.setPointerCapture(event.pointerId)
    for (const [name, deed] of [["pointermove", move], ["pointerup", end], ["pointercancel", end]]) frame.addEventListener(name, deed)
    event.preventDefault()
    frame.focus()
  })
  box.prepend(ratios, view, help, undo)
  load("")

  /* The picture is the one of this page, or the cover chosen in this form. */
  const own = document.querySelector(".focus-on img")
  if (own) return load(own.src)
  const cover = document.querySelector("input[name=cover]")
  if (!cover) return
  let asked = 0
  const follow = async () => {
    const turn = ++asked
    if (!cover.value) return load("")
    try {
      const found = await ask(cover.dataset.imagePicker, { ids: cover.value })
      if (turn === asked) load(found.results[0]?.whole ?? "")
    } catch { /* the numbers stay */ }
  }
  cover.addEventListener("change", follow)
  follow()
})
