/* Word documents: dropped on the list of stories or chosen in the form, they are sent one after
   another, and what became of each is said as soon as it is known. */
import { element } from "./elements.js";

const { gettext, interpolate } = window

const isWord = (file) => /\.docx?$/i.test(file.name)
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files")

const send = async (form, file) => {
  const data = new FormData(form)
  data.delete("files")
  data.append("files", file)
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } })
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error(answer.statusText)
  const { refusal, results } = await answer.json()
  return results[0] ?? { name: file.name, refusal }
}

const tell = (row, { name, refusal, title, address, about }) => {
  row.className = refusal ? "refused" : ""
  if (refusal) return row.replaceChildren(`${name}: ${refusal}`)
  row.replaceChildren(element("a", { href: address, textContent: title || name }), ` ${about}`)
}

/* A file that failed for want of a connection stays in the form, to be sent again. */
const sendAll = async (form, files, list) => {
  const left = new DataTransfer()
  for (const file of files) {
    const row = element("li", { textContent: interpolate(gettext("Reading %s…"), [file.name]) })
    list.append(row)
    try {
      tell(row, await send(form, file))
    } catch {
      left.items.add(file)
      tell(row, { name: file.name, refusal: gettext("It could not be sent. Please try again.") })
    }
  }
  form.elements.files.files = left.files
}

const listen = (form) => {
  const list = element("ul", { className: "word-results", ariaLabel: gettext("Documents sent") })
  list.setAttribute("aria-live", "polite")
  form.after(list)
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const button = form.querySelector("button.pri")
    const files = [...form.elements.files.files]
    if (!files.length || button.disabled) return
    button.disabled = true
    list.replaceChildren()
    try {
      await sendAll(form, files, list)
    } finally {
      button.disabled = false
    }
  })
}

/* The form's own page, shown over the list; where it does not come, the page itself is opened. */
const openOver = async (link, files) => {
  let form
  try {
    const page = await (await fetch(link.href)).text()
    form = document.importNode(new DOMParser().parseFromString(page, "text/html").getElementById("word_form"), true)
  } catch {
    location.assign(link.href)
    return
  }
  const heading = element("h2", { textContent: link.textContent })
  const close = element("button", { type: "button", className: "btn", textContent: gettext("Close") })
  const dialog = element("dialog", { className: "word-dialog", ariaLabel: link.textContent }, heading, form)
  form.querySelector(".submit-row").append(close)
  listen(form)
  close.addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => {
    const isNew = dialog.querySelector(".word-results a")
    dialog.remove()
    if (isNew) location.reload()
  })
  document.body.append(dialog)
  dialog.showModal()
  form.elements.files.files = files
  form.querySelector("button.pri").focus()
}

const wordFiles = (transfer) => {
  const found = new DataTransfer()
  for (const file of transfer.files) if (isWord(file)) found.items.add(file)
  return found.files
}

const link = document.querySelector("[data-word-drop]")
if (link) {
  const main = document.getElementById("content") ?? document.body
  const over = (is) => main.classList.toggle("word-over", is)
  main.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    over(true)
  })
  main.addEventListener("dragleave", (event) => main.contains(event.relatedTarget) || over(false))
  main.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    over(false)
    const files = wordFiles(event.dataTransfer)
    if (files.length) openOver(link, files)
  })
}

const own = document.querySelector("#content-main > #word_form")
if (own) listen(own)
