/* The queue by keyboard, and without reloading: keys press the page's own buttons and links, whose
   forms are sent behind the page. */
const queue = () => document.getElementById("queue")
const form = () => document.getElementById("queue-form")
const current = () => document.querySelector(".queue > [aria-current]")
const ticks = () => [...document.querySelectorAll("[name=tick]")]
let waitsForDigit = false
let asked = 0

const teller = document.body.appendChild(document.createElement("p"))
teller.className = "visually-hidden"
teller.role = "status"

const count = () => {
  const told = document.querySelector("[data-ticked]")
  const number = ticks().filter((tick) => tick.checked).length
  if (told) told.textContent = number ? told.dataset.text.replace("%s", number) : ""
}

/* Puts a fresh queue in the place of the one shown; what was ticked stays so. */
const show = (html, address) => {
  const page = new DOMParser().parseFromString(html, "text/html")
  const fresh = page.getElementById("queue")
  if (!fresh) return false
  const ticked = new Set(ticks().filter((tick) => tick.checked).map((tick) => tick.value))
  const isRecordShut = document.querySelector(".record details")?.open === false
  queue().replaceWith(document.adoptNode(fresh))
  for (const tick of ticks()) tick.checked = ticked.has(tick.value)
  if (isRecordShut) document.querySelector(".record details")?.removeAttribute("open")
  const told = page.querySelector(".messagelist")
  const old = document.querySelector(".messagelist")
  if (old && told) old.replaceWith(told)
  else if (told) document.getElementById("main").before(told)
  else old?.remove()
  teller.textContent = told?.textContent.trim().replace(/\s+/g, " ") ?? ""
  history.replaceState(null, "", address)
  waitsForDigit = false
  settle()
  return true
}

const load = async (address, init) => {
  const turn = ++asked
  queue().setAttribute("aria-busy", "true")
  try {
    const answer = await fetch(address, { credentials: "same-origin", ...init })
    const html = await answer.text()
    if (turn !== asked || (answer.ok && show(html, answer.url))) return
    if (answer.ok) return location.assign(answer.url)
  } catch {
    /* No connection: told below, and nothing has changed. */
  }
  queue().removeAttribute("aria-busy")
  teller.textContent = queue().dataset.failed
  window.alert(queue().dataset.failed)
}

/* Tells colleagues that this comment is being decided on. */
const claim = () => {
  const one = form().elements.one?.value
  if (!one || document.hidden) return
  const data = new FormData()
  data.set("one", one)
  data.set("csrfmiddlewaretoken", form().elements.csrfmiddlewaretoken.value)
  fetch(queue().dataset.claim, { method: "POST", body: data, credentials: "same-origin" }).catch(() => {})
}

const settle = () => {
  count()
  current()?.scrollIntoView({ block: "nearest" })
  claim()
}

const move = (step) => {
  const rows = [...document.querySelectorAll(".queue > li")]
  const link = rows[rows.indexOf(current()) + step]?.querySelector("a")
  if (link) load(link.href)
}

const tick = () => {
  const box = current()?.querySelector("[name=tick]")
  if (box) box.checked = !box.checked
  count()
}

const digit = (key) => {
  const radio = document.querySelector(`[data-digit="${key}"]`)
  if (!radio) return
  radio.checked = true
  if (waitsForDigit) document.querySelector("[data-key=r]").click()
}

const reject = () => {
  if (form().querySelector("[name=reason]:checked")) return document.querySelector("[data-key=r]").click()
  waitsForDigit = true
  form().querySelector("[name=reason]")?.focus()
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  x: tick,
  r: reject,
  h: () => document.querySelector(".record summary")?.click(),
  "?": () => document.getElementById("queue-keys").showModal(),
}

const isTyping = (target) => target.matches("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]")

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return
  const key = event.key.toLowerCase()
  const work = KEYS[key] ?? (/^[1-9]$/.test(key) ? () => digit(key) : null)
  const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`)
  if (!work && !button) return
  event.preventDefault()
  if (work) work()
  else button.click()
})

/* What is decided on many leads to a page that asks first, as any form does. */
document.addEventListener("submit", (event) => {
  if (event.target !== form() || !event.submitter || event.submitter.name === "many") return
  event.preventDefault()
  load(form().action, { method: "POST", body: new FormData(form(), event.submitter) })
})

document.addEventListener("click", (event) => {
  const link = event.target.closest(".queue a")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  load(link.href)
})

document.addEventListener("change", (event) => {
  if (event.target.name === "tick") count()
})

document.addEventListener("visibilitychange", claim)
settle()
