/* Rows that have an order: moved by dragging or by buttons, taken out, added. Without this script
   places are typed as numbers and rows ticked to be deleted. */
import { element, enhance, say } from "./elements.js";
import { pick } from "./library.js";

const { gettext, interpolate } = window

const part = (row, name) => row.querySelector(`[name$="-${name}"]`)
const isGone = (row) => part(row, "DELETE")?.checked

enhance("[data-sortable]", (group) => {
  const list = group.querySelector(".rows")
  const template = group.querySelector("template")
  const total = group.querySelector(`[name="${group.dataset.sortable}-TOTAL_FORMS"]`)
  const rows = () => [...list.children].filter((row) => !isGone(row))

  const number = () => rows().forEach((row, index) => (part(row, "position").value = index))

  const move = (row, step, button) => {
    const others = rows()
    const place = others.indexOf(row) + step
    if (!others[place]) return
    if (step < 0) others[place].before(row)
    else others[place].after(row)
    number()
    button.focus()
    say(interpolate(gettext("Now at place %s of %s."), [place + 1, others.length]))
  }

  const takeOut = (row) => {
    const next = rows()[rows().indexOf(row) + 1]
    part(row, "DELETE").checked = true
    row.hidden = true
    number()
    ;(next?.querySelector("button") ?? add)?.focus()
  }

  const dress = (row) => {
    if (!part(row, "position")) return
    part(row, "position").closest(".form-row").hidden = true
    const button = (text, label, work) => {
      const made = element("button", { type: "button", className: "btn sm", textContent: text, ariaLabel: label })
      made.addEventListener("click", () => work(made))
      return made
    }
    const grip = element("span", { className: "grip", textContent: "⠿", ariaHidden: "true" })
    const bar = element("div", { className: "row-bar" }, grip)
    bar.append(
      button("↑", gettext("Move up"), (made) => move(row, -1, made)),
      button("↓", gettext("Move down"), (made) => move(row, 1, made)),
    )
    const tick = row.querySelector(".delete")
    if (tick) {
      tick.hidden = true
      bar.append(button("×", gettext("Take out"), () => takeOut(row)))
    }
    row.prepend(bar)
    grip.addEventListener("pointerdown", () => (row.draggable = true))
    row.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move"
      row.classList.add("dragged")
    })
    row.addEventListener("dragend", () => {
      row.draggable = false
      row.classList.remove("dragged")
      number()
    })
  }

  list.addEventListener("dragover", (event) => {
    const dragged = list.querySelector(".dragged")
    const over = event.target.closest(".inline-row")
    if (!dragged) return
    event.preventDefault()
    if (over?.parentElement !== list) return
    const { top, height } = over.getBoundingClientRect()
    if (over !== dragged) over[event.clientY < top + height / 2 ? "before" : "after"](dragged)
  })

  /* A drop that nobody takes flies back first, and holds up what is clicked meanwhile. */
  list.addEventListener("drop", (event) => {
    if (list.querySelector(".dragged")) event.preventDefault()
  })

  const addRow = () => {
    const html = template.innerHTML.replaceAll("__prefix__", total.value)
    list.insertAdjacentHTML("beforeend", html)
    total.value = Number(total.value) + 1
    const row = list.lastElementChild
    dress(row)
    row.dispatchEvent(new Event("row:added", { bubbles: true }))
    return row
  }

  let add = null
  if (template) {
    add = element("button", { type: "button", className: "btn sm", textContent: group.dataset.add })
    add.addEventListener("click", () => addRow().querySelector("select, input:not([type=hidden]), button")?.focus())
    const foot = element("p", { className: "acts row-foot" }, add)
    list.after(foot)
    const picker = template.content.querySelector("[data-image-picker]")
    if (picker && "several" in group.dataset) {
      const several = element("button", { type: "button", className: "btn sm", textContent: gettext("Choose pictures") })
      several.addEventListener("click", async () => {
        for (const picture of await pick(picker.dataset.imagePicker, { several: true })) {
          const input = addRow().querySelector("[data-image-picker]")
          input.dispatchEvent(new CustomEvent("picture:set", { detail: picture }))
        }
        number()
      })
      foot.prepend(several)
    }
    /* Blank rows are for those without scripts. */
    for (const blank of list.querySelectorAll("[data-blank]")) {
      blank.remove()
      total.value = Number(total.value) - 1
    }
  }
  ;[...list.children].forEach(dress)
})
