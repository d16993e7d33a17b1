/* The third column of the picker: the picture looked at, and what is said of it, which can be
   mended before the picture is put into the story. */
import { element } from "./elements.js";
import { collectionLines } from "./library_collection.js";
import { token, writtenIn } from "./upload.js";

const { gettext } = window

const request = async (url, body) => {
  const headers = { Accept: "application/json", "X-CSRFToken": token() }
  const answer = await fetch(url, body ? { method: "POST", headers, body } : { headers })
  return { ok: answer.ok, said: await answer.json() }
}

/* Answers the column; `show(picture)` puts one into it, `save()` answers whether all is kept. */
export const detailsColumn = (url, filters) => {
  const box = element("section", { className: "library-details", ariaLabel: gettext("About this picture"), hidden: true })
  let shown = null
  let fields = []

  const field = (name, text, input, said) => {
    input.name = name
    input.value = said[name]
    input.readOnly = !said.may_change
    const error = element("span", { className: "errorlist", role: "alert" })
    const row = { name, input, error, before: input.value }
    return [row, element("label", {}, text, input, error)]
  }
  const draw = (said) => {
    const language = writtenIn().startsWith("zh") ? "zh" : "en"
    const area = (length) => element("textarea", { rows: 2, maxLength: length })
    const rows = [
      field(`alt_${language}`, gettext("Alternative text"), area(300), said),
      field(`caption_${language}`, gettext("Caption"), area(2000), said),
      field("credit", gettext("Credit"), element("input", { type: "text", maxLength: 200 }), said),
      field("rights_end", gettext("Rights end"), element("input", { type: "date" }), said),
    ]
    fields = rows.map(([row]) => row)
    const facts = [`${said.width} × ${said.height}`, said.taken].filter(Boolean).join(" · ")
    const page = element("a", { href: said.page, target: "_blank", textContent: gettext("All about it (new tab)") })
    const uses = said.uses.flatMap(({ name, address }) => [element("a", { href: address, target: "_blank", textContent: name }), " "])
    box.replaceChildren(
      element("h2", { textContent: said.name || said.title }),
      element("img", { src: said.whole || said.thumb, alt: said.alt }),
      ...rows.map(([, label]) => label),
      element("p", { className: "q", textContent: facts }),
      element("p", { className: "q" }, uses.length ? gettext("Used in:") : gettext("Not used yet."), " ", ...uses),
      ...collectionLines(url, shown, said, filters),
      element("p", {}, page),
    )
    box.hidden = false
  }
  const show = async (picture) => {
    shown = picture
    fields = []
    if (!picture) {
      box.hidden = true
      return
    }
    try {
      const { ok, said } = await request(`${url}${picture.id}/`)
      if (shown === picture && ok) draw(said)
    } catch {
      box.hidden = true // The picture can be chosen without.
    }
  }
  const save = async () => {
    const changed = fields.filter(({ input, before }) => input.value !== before)
    if (!changed.length) return true
    const form = new FormData()
    for (const { name, input } of changed) form.append(name, input.value)
    for (const { error } of fields) error.textContent = ""
    let errors
    try {
      const { ok, said } = await request(`${url}${shown.id}/`, form)
      if (ok) {
        for (const row of changed) row.before = row.input.value
        Object.assign(shown, { alt: said.alt, caption: said.caption, credit: said.credit, title: said.title })
        return true
      }
      errors = said.errors
    } catch {
      errors = { [changed[0].name]: [gettext("This was not kept: the desk does not answer. Try again.")] }
    }
    for (const row of fields) row.error.textContent = (errors[row.name] ?? []).join(" ")
    const first = fields.find(({ name }) => errors[name]) ?? changed[0]
    first.input.focus()
    return false
  }
  return { box, show, save }
}
