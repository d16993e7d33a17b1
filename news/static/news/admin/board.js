/* The board without reloading: its forms are sent behind the page, cards are dragged. Without this
   script the same buttons send the same forms. */
import { say } from "./elements.js";

const board = () => document.getElementById("board")
const form = () => document.getElementById("board-form")
const cardOf = (story) => story && document.getElementById(`story-${story}`)

const show = (html, story) => {
  const page = new DOMParser().parseFromString(html, "text/html")
  const fresh = page.getElementById("board")
  if (!fresh) return false
  board().replaceWith(document.adoptNode(fresh))
  const told = page.querySelector(".messagelist")
  const old = document.querySelector(".messagelist")
  if (old && told) old.replaceWith(told)
  else if (told) board().before(told)
  else old?.remove()
  if (told) say(told.textContent.trim().replace(/\s+/g, " "))
  const card = cardOf(story)
  ;(card?.querySelector("select") ?? document.getElementById("pool-title"))?.focus()
  return true
}

const send = async (data, story) => {
  board().setAttribute("aria-busy", "true")
  try {
    const answer = await fetch(form().action, { method: "POST", body: data, credentials: "same-origin" })
    if (show(await answer.text(), story)) return
  } catch {
    /* No connection: told below, and nothing on the board has changed. */
  }
  board().removeAttribute("aria-busy")
  say(board().dataset.failed)
  window.alert(board().dataset.failed)
}

document.addEventListener("submit", (event) => {
  if (event.target !== form() || !event.submitter) return
  event.preventDefault()
  send(new FormData(form(), event.submitter), event.submitter.value.split(" ")[0])
})

/* Dragging: a card is dropped before the card it hangs over, or last in the zone. */
document.documentElement.classList.add("can-drag")

const zoneAt = (event) => event.target.closest?.("[data-zone]")
const dragged = () => document.querySelector(".item.dragged")
const unmark = () => document.querySelectorAll(".over, .target").forEach((part) => part.classList.remove("over", "target"))

const cardBelow = (zone, event) => {
  const cards = [...zone.querySelectorAll(".item:not(.dragged)")]
  return cards.find((card) => {
    const { left, right, top, bottom } = card.getBoundingClientRect()
    const isInRow = event.clientX >= left && event.clientX <= right
    return isInRow && event.clientY < (top + bottom) / 2
  })
}

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest?.(".item")
  if (card && !event.target.closest("select, button, a")) card.draggable = true
})
document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".item")
  if (!card) return
  event.dataTransfer.effectAllowed = "move"
  event.dataTransfer.setData("text/plain", card.dataset.story)
  card.classList.add("dragged")
})
document.addEventListener("dragend", () => {
  dragged()?.classList.remove("dragged")
  unmark()
})
document.addEventListener("dragover", (event) => {
  const zone = zoneAt(event)
  unmark()
  if (!zone || !dragged()) return
  event.preventDefault()
  zone.classList.add("over")
  if (zone.dataset.zone !== "pool") cardBelow(zone, event)?.classList.add("target")
})
document.addEventListener("drop", (event) => {
  const [zone, card] = [zoneAt(event), dragged()]
  if (!zone || !card) return
  event.preventDefault()
  const isFromPool = Boolean(card.closest(".pool"))
  if (zone.dataset.zone === "pool" && isFromPool) return
  const cards = [...zone.querySelectorAll(".item:not(.dragged)")]
  const below = cardBelow(zone, event)
  const data = new FormData(form())
  data.set("move", card.dataset.story)
  data.set("to", zone.dataset.zone)
  if (zone.dataset.zone !== "pool") data.set("place", below ? cards.indexOf(below) : cards.length)
  send(data, card.dataset.story)
})
