/* Pictures of pasted text that lie elsewhere: fetched into the library when the editor asks for it,
   each with its credit, and put where the cursor stands. */
import { crel, gettext } from "django-prose-editor/editor";
import { token, writtenIn } from "../upload.js";
import { remember } from "./library.js";

/* A button for each picture; one that was fetched is gone. */
export const fetchButtons = (editor, pickerUrl, remote) =>
  remote.map(({ address, name }) => {
    const button = crel("button", { type: "button", className: "btn sm", textContent: gettext("Fetch %s").replace("%s", name || address), title: address })
    button.addEventListener("click", async () => {
      const picture = await askFor(pickerUrl, address)
      if (!picture) return button.focus()
      remember(pickerUrl, [picture])
      button.remove()
      editor.chain().focus().insertContent({ type: "figure", attrs: { image: String(picture.id) } }).run()
    })
    return button
  })

/* Answers a promise of the picture, or of nothing when the editor thought better of it. */
const askFor = (pickerUrl, address) =>
  new Promise((resolve) => {
    const credit = crel("input", { type: "text", required: true, maxLength: 200, autofocus: true })
    const alt = crel("input", { type: "text", maxLength: 300 })
    const why = crel("p", { className: "errorlist", role: "alert" })
    const near = crel("p", { className: "picker-near" })
    const go = crel("button", { className: "btn pri", textContent: gettext("Fetch into the library") })
    const cancel = crel("button", { type: "button", className: "btn", textContent: gettext("Cancel") })
    const form = crel("form", { className: "fetch-form" }, [
      crel("p", { className: "fetch-address", textContent: address }),
      crel("label", null, [gettext("Credit"), credit]),
      crel("label", null, [gettext("Alternative text"), alt]),
      why,
      near,
      crel("div", { className: "picker-head" }, [go, cancel]),
    ])
    const dialog = crel("dialog", { className: "picker", "aria-label": gettext("Fetch a picture") }, [form])
    let picture

    const finish = (found) => {
      picture = found
      dialog.close()
    }
    const send = async (more) => {
      go.disabled = true
      why.textContent = gettext("The picture is being fetched …")
      try {
        const answer = await post(pickerUrl.replace(/picker\/$/, "fetch/"), { address, credit: credit.value, alt: alt.value, ...more })
        const said = await answer.json()
        if (answer.ok) return finish(said)
        why.textContent = said.errors ? said.errors.join(" ") : gettext("The library has a picture that looks like it.")
        near.replaceChildren(...(said.near ?? []).map(choice), ...(said.near ? [anyway()] : []))
      } catch {
        why.textContent = gettext("The image library does not answer. Try again later.")
      }
      go.disabled = false
    }
    const choice = (one) => {
      const button = crel("button", { type: "button", className: "btn", textContent: gettext("Use %s").replace("%s", one.title) })
      button.addEventListener("click", () => finish(one))
      return button
    }
    const anyway = () => {
      const button = crel("button", { type: "button", className: "btn", textContent: gettext("Add it all the same") })
      button.addEventListener("click", () => send({ anyway: "1" }))
      return button
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault()
      send({})
    })
    cancel.addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(picture)
    })
    document.body.append(dialog)
    dialog.showModal()
  })

const post = (url, { alt, ...typed }) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(typed)) form.append(name, value)
  form.append("ai_label", "")
  form.append(writtenIn().startsWith("zh") ? "alt_zh" : "alt_en", alt)
  return fetch(url, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" }, body: form })
}
