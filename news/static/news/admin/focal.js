/* The focal point of a picture: a ring moved by the pointer or by arrow keys over two numbers. */
import { element } from "./elements.js";

const { gettext, interpolate } = window
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

const picture = document.querySelector(".focus-on")
const inputs = ["focal_x", "focal_y"].map((name) => document.querySelector(`input[name=${name}]`))

if (picture && inputs.every(Boolean)) {
  const ring = element("button", { type: "button", className: "focal" })
  const values = () => inputs.map((input) => Number(input.value))
  const set = (point) => {
    point.forEach((value, index) => (inputs[index].value = Math.min(100, Math.max(0, Math.round(value)))))
    show()
  }
  const show = () => {
    const [x, y] = values()
    ring.style.insetInlineStart = `${x}%`
    ring.style.insetBlockStart = `${y}%`
    const text = gettext("Focal point: %s%% from the left, %s%% from the top. Arrow keys move it.")
    ring.ariaLabel = interpolate(text.replaceAll("%%", "%"), [x, y])
  }
  const follow = (event) => {
    const box = picture.querySelector("img").getBoundingClientRect()
    set([(100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height])
  }
  picture.append(ring)
  picture.addEventListener("pointerdown", (event) => {
    picture.setPointerCapture(event.pointerId)
    follow(event)
    event.preventDefault()
    ring.focus()
  })
  picture.addEventListener("pointermove", (event) => picture.hasPointerCapture(event.pointerId) && follow(event))
  ring.addEventListener("keydown", (event) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const pace = event.shiftKey ? 10 : 1
    set(values().map((value, index) => value + step[index] * pace))
  })
  inputs.forEach((input) => input.addEventListener("input", show))
  show()
}
