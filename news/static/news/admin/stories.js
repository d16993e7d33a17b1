/* Inputs that hold numbers of stories: their titles in an order, and a search that adds to them. */
import { element, enhance, hideHelp, labelOf, say } from "./elements.js";

const { gettext } = window
const PAUSE = 250

enhance("[data-stories]", (input) => {
  if (input.type === "hidden") return
  const label = labelOf(input)
  const most = Number(input.dataset.most)
  const names = new Map(Object.entries(JSON.parse(input.dataset.names)))
  const chosen = () => input.value.split(/[,，\s]+/).filter(Boolean)
  const list = element("ol", { className: "story-list" })
  const words = element("input", { type: "search", placeholder: gettext("Search stories"), ariaLabel: `${label}: ${gettext("Search stories")}` })
  const found = element("ul", { className: "story-found" })

  const set = (ids) => {
    input.value = ids.join(",")
    input.dispatchEvent(new Event("change", { bubbles: true }))
    draw()
  }
  const button = (text, what, id, work) => {
    const made = element("button", { type: "button", className: "btn sm", textContent: text, ariaLabel: `${what}: ${names.get(id) ?? id}` })
    made.addEventListener("click", work)
    return made
  }
  const swap = (index, step) => {
    const ids = chosen()
    if (!ids[index + step]) return
    ;[ids[index], ids[index + step]] = [ids[index + step], ids[index]]
    set(ids)
    list.children[index + step].querySelector("button").focus()
  }
  const draw = () => {
    const ids = chosen()
    words.hidden = ids.length >= most
    list.hidden = !ids.length
    list.replaceChildren(
      ...ids.map((id, index) => {
        const arrows = most > 1 ? [
          button("↑", gettext("Move up"), id, () => swap(index, -1)),
          button("↓", gettext("Move down"), id, () => swap(index, 1)),
        ] : []
        const out = button("×", gettext("Take out"), id, () => {
          set(chosen().filter((other) => other !== id))
          words.focus()
        })
        return element("li", {}, element("span", { textContent: names.get(id) ?? `#${id}` }), ...arrows, out)
      }),
    )
  }
  const offer = async () => {
    const term = words.value.trim()
    if (!term) return found.replaceChildren()
    const answer = await fetch(`${input.dataset.stories}&${new URLSearchParams({ term })}`)
    if (!answer.ok || term !== words.value.trim()) return
    const { results } = await answer.json()
    found.replaceChildren(
      ...results.filter(({ id }) => !chosen().includes(id)).map(({ id, text }) => {
        names.set(id, text)
        const choice = element("button", { type: "button", textContent: text })
        choice.addEventListener("click", () => {
          words.value = ""
          found.replaceChildren()
          set([...chosen(), id])
          words.focus()
        })
        return element("li", {}, choice)
      }),
    )
    say(found.childElementCount ? "" : gettext("No story found."))
  }
  let timer
  words.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(offer, PAUSE)
  })
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    found.querySelector("button")?.click()
  })
  hideHelp(input)
  input.removeAttribute("aria-describedby")
  input.type = "hidden"
  input.after(element("div", { className: "story-input" }, list, words, found))
  draw()
})
