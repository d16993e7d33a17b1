/* The calendar: a story is dragged to another cell, or moved by Alt and an arrow key. Both send the
   form that stands below the story, which works without this script. */

const table = document.querySelector("[data-planning]")
const isDay = table?.classList.contains("day")

const move = (story, to) => {
  if (to === story.dataset.at) return
  const form = story.querySelector("form")
  form.elements.to.value = to
  form.requestSubmit()
}

const timeIn = (cell, story) => {
  const [, clock] = story.dataset.at.split("T")
  return isDay ? `${cell.dataset.cell}:${clock.slice(3)}` : `${cell.dataset.cell}T${clock}`
}

document.querySelectorAll(".movable").forEach((story) => (story.draggable = true))

document.addEventListener("dragstart", (event) => {
  const story = event.target.closest?.(".movable")
  if (!story) return
  event.dataTransfer.effectAllowed = "move"
  event.dataTransfer.setData("text/plain", story.dataset.at)
  story.classList.add("dragged")
})
const unmark = () => document.querySelectorAll(".over").forEach((cell) => cell.classList.remove("over"))
document.addEventListener("dragend", () => {
  document.querySelector(".dragged")?.classList.remove("dragged")
  unmark()
})
document.addEventListener("dragover", (event) => {
  const cell = event.target.closest?.("[data-cell]")
  unmark()
  if (!cell || !document.querySelector(".dragged")) return
  event.preventDefault()
  cell.classList.add("over")
})
document.addEventListener("drop", (event) => {
  const cell = event.target.closest?.("[data-cell]")
  const story = document.querySelector(".dragged")
  if (!cell || !story) return
  event.preventDefault()
  move(story, timeIn(cell, story))
})

/* A local clock: the browser's zone plays no part, for days and minutes are added as written. */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [-7, -1], ArrowDown: [7, 1] }
document.addEventListener("keydown", (event) => {
  const story = event.target.closest?.(".movable")
  const step = STEPS[event.key]
  if (!story || !step || !event.altKey) return
  event.preventDefault()
  const [day, clock] = story.dataset.at.split("T")
  const [year, month, date] = day.split("-").map(Number)
  const [hour, minute] = clock.split(":").map(Number)
  const isHours = isDay && step[1] !== 0
  const to = new Date(Date.UTC(year, month - 1, date + (isHours ? 0 : step[0]), hour + (isHours ? step[1] : 0), minute))
  move(story, to.toISOString().slice(0, 16))
})

const note = document.querySelector("[data-zone-differs]")
const here = Intl.DateTimeFormat().resolvedOptions().timeZone
if (note && here && !note.parentElement.textContent.includes(here)) note.hidden = false
