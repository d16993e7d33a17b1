/* In the picker, the picture looked at is put into a collection by the collection's name. */
import { element } from "./elements.js";
import { token } from "./upload.js";

const { gettext, interpolate } = window

/* Puts a picture into the collection of a name; answers what was said, with errors where there are
   some. */
export const collect = async (url, picture, name) => {
  const body = new FormData()
  body.append("collection", name)
  const headers = { Accept: "application/json", "X-CSRFToken": token() }
  try {
    const answer = await fetch(`${url}${picture.id}/collect/`, { method: "POST", headers, body })
    return await answer.json()
  } catch {
    return { errors: [gettext("This was not kept: the desk does not answer. Try again.")] }
  }
}

const inWords = (names) => (names.length ? interpolate(gettext("In the collections: %s"), [names.join(gettext(", "))]) : gettext("In no collection."))

/* The lines of the third column: which collections, and a field for a further one. */
export const collectionLines = (url, picture, said, filters) => {
  const status = element("p", { className: "q", role: "status", textContent: inWords(said.collections) })
  if (!said.may_change) return [status]
  const offered = element("datalist", { id: "library-collections" }, ...filters.names().map((name) => new Option(name, name)))
  const input = element("input", { type: "text", maxLength: 80, name: "collection" })
  input.setAttribute("list", offered.id)
  const button = element("button", { type: "button", className: "btn sm", textContent: gettext("Put into this collection") })
  const put = async () => {
    button.disabled = true
    const answer = await collect(url, picture, input.value)
    button.disabled = false
    status.className = answer.errors ? "errorlist" : "q"
    status.textContent = answer.errors ? answer.errors.join(" ") : inWords(answer.collections)
    if (answer.errors) return input.focus()
    filters.learn(answer)
    input.value = ""
  }
  button.addEventListener("click", put)
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return
    event.preventDefault()
    put()
  })
  return [status, element("label", {}, gettext("Collection"), input, offered), element("p", {}, button)]
}
