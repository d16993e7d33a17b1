/* The first column of the picker: a field for words and the filters of the library. */
import { element } from "./elements.js";

const { gettext } = window

/* Answers the column; `chosen()` is what it asks for, `changed` is told when that is another. */
export const filterColumn = (url, changed) => {
  const body = element("div", { className: "library-filters-body" })
  const heading = element("summary", { textContent: gettext("Filter") })
  const box = element("details", { className: "library-filters", open: matchMedia("(min-width: 64rem)").matches }, heading, body)

  const selectOf = ({ name, title, choices }) => {
    const any = new Option(gettext("Any"), "")
    const select = element("select", { name }, any, ...choices.map(([value, text]) => new Option(text, value)))
    select.addEventListener("change", changed)
    return element("label", {}, title, select)
  }
  fetch(`${url}filters/`, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : { filters: [] }))
    .then(({ filters }) => body.append(...filters.map(selectOf)))
    .catch(() => {}) // Without filters the words still find pictures.

  const chosen = () => {
    const set = [...body.querySelectorAll("select")].filter((select) => select.value)
    return Object.fromEntries(set.map((select) => [select.name, select.value]))
  }
  /* The name of the collection looked at, into which pictures sent meanwhile are put. */
  const collection = () => {
    const select = body.querySelector("select[name=collection]")
    return select?.value ? select.selectedOptions[0].text : ""
  }
  const names = () => [...(body.querySelector("select[name=collection]")?.options ?? [])].slice(1).map((option) => option.text)
  const learn = ({ id, name }) => {
    const select = body.querySelector("select[name=collection]")
    if (select && !names().includes(name)) select.append(new Option(name, id))
  }
  return { box, chosen, collection, names, learn }
}
