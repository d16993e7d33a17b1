/* The palette: "/" or Ctrl/⌘-K opens it, words find places, arrows choose, Enter goes there.
   It keeps its keys to itself, and leaves alone every key typed into a field or the editor. */
const dialog = document.getElementById("palette")
const input = dialog.querySelector("input")
const list = dialog.querySelector("[role=listbox]")
const status = dialog.querySelector("[role=status]")
const PAUSE = 150

const isTyping = (target) => target instanceof Element && (target.isContentEditable || target.closest("input, textarea, select, [contenteditable], [role=textbox]"))
const options = () => [...list.querySelectorAll("[role=option]")]
const chosen = () => list.querySelector("[aria-selected=true]")

const choose = (option) => {
  chosen()?.setAttribute("aria-selected", "false")
  if (!option) return input.removeAttribute("aria-activedescendant")
  option.setAttribute("aria-selected", "true")
  option.scrollIntoView({ block: "nearest" })
  input.setAttribute("aria-activedescendant", option.id)
}

const made = (name, facts, ...children) => {
  const element = Object.assign(document.createElement(name), facts)
  element.append(...children)
  return element
}

const draw = (groups) => {
  let number = 0
  list.replaceChildren(
    ...groups.map(({ name, entries }, index) => {
      const heading = made("p", { id: `palette-group-${index}`, className: "q", textContent: name, role: "presentation" })
      const box = made("div", { role: "group" }, heading)
      box.setAttribute("aria-labelledby", heading.id)
      for (const { label, hint, url } of entries) {
        const option = made("a", { id: `palette-option-${number++}`, href: url, role: "option", tabIndex: -1, ariaSelected: "false" }, made("span", { textContent: label }), made("small", { textContent: hint }))
        option.addEventListener("mousemove", () => option === chosen() || choose(option))
        box.append(option)
      }
      return box
    }),
  )
  input.setAttribute("aria-expanded", String(number > 0))
  status.textContent = number ? "" : dialog.dataset.none
  choose(options()[0])
}

let timer, asking, shown = null
const ask = async () => {
  asking?.abort()
  const mine = (asking = new AbortController())
  const q = input.value.trim()
  try {
    const answer = await fetch(`${dialog.dataset.answers}?${new URLSearchParams({ q })}`, { signal: mine.signal, headers: { Accept: "application/json" } })
    if (!answer.ok) throw new Error(String(answer.status))
    const { groups } = await answer.json()
    if (asking !== mine) return
    shown = q
    draw(groups)
  } catch (error) {
    if (asking !== mine || mine.signal.aborted) return
    shown = null
    draw([])
    status.textContent = dialog.dataset.failed
  }
}
const askSoon = () => {
  clearTimeout(timer)
  timer = setTimeout(ask, PAUSE)
}

const open = () => {
  if (document.querySelector("dialog[open]")) return
  input.value = ""
  shown = null
  list.replaceChildren()
  status.textContent = ""
  dialog.showModal()
  input.focus()
  ask()
}

const STEPS = { ArrowDown: 1, ArrowUp: -1 }
const step = (by) => {
  const all = options()
  if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length])
}

/* Enter goes where the list says, once the list is that of what stands there. */
const go = async (isElsewhere) => {
  if (shown !== input.value.trim()) {
    clearTimeout(timer)
    await ask()
  }
  const option = chosen()
  if (!option || shown !== input.value.trim()) return
  if (isElsewhere) window.open(option.href)
  else location.assign(option.href)
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey
  const isK = event.key.toLowerCase() === "k" && (event.ctrlKey !== event.metaKey) && !event.altKey && !event.shiftKey
  if (!isSlash && !isK) return
  event.preventDefault()
  open()
})

dialog.addEventListener("keydown", (event) => {
  event.stopPropagation()
  if (event.isComposing || event.target !== input) return
  if (event.key in STEPS) {
    event.preventDefault()
    step(STEPS[event.key])
  } else if (event.key === "Enter") {
    event.preventDefault()
    go(event.ctrlKey || event.metaKey)
  }
})
input.addEventListener("input", (event) => event.isComposing || askSoon())
input.addEventListener("compositionend", askSoon)
dialog.addEventListener("close", () => {
  clearTimeout(timer)
  asking?.abort()
})
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-close]")) dialog.close()
})
document.querySelector("[data-palette]").addEventListener("click", (event) => {
  event.preventDefault()
  open()
})
