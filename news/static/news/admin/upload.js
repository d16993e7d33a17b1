/* Takes pictures in: dropped or chosen, one after the other, each with how far it is and what became
   of it. Imports end with a semicolon, without which Django would not write hashed names. */
import { element } from "./elements.js";

const { gettext, interpolate } = window
export const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? ""

/* Sends one file; answers the status and what was said. */
const send = (url, file, typed, progress) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append("files", file)
    for (const [name, value] of Object.entries(typed)) form.append(name, value)
    const fail = () => resolve([0, { errors: [gettext("The picture did not arrive. Look after the network and send it again.")] }])
    request.open("POST", url)
    request.setRequestHeader("X-CSRFToken", token())
    request.responseType = "json"
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total
    })
    request.addEventListener("load", () => {
      if (request.status === 413) resolve([413, { errors: [gettext("This picture is too heavy. Save it smaller or with more compression.")] }])
      else if (request.response) resolve([request.status, request.response])
      else fail()
    })
    request.addEventListener("error", fail)
    request.send(form)
  })

/* The language of the story the picture is for; on pages without one, of the desk. */
export const writtenIn = () => document.querySelector("#article_form #id_language")?.value ?? document.documentElement.lang

/* A field to drop pictures on. `added` is told of each picture that the library now has. */
export const dropField = (url, added) => {
  const files = element("input", { type: "file", multiple: true, accept: "image/*", className: "visually-hidden" })
  const choose = element("label", { className: "drop-choose" }, gettext("Choose files"), files)
  const words = element("p", {}, `＋ ${gettext("Drop pictures here, or")} `, choose)
  const note = element("p", { className: "q", textContent: gettext("Places are taken out of the files; widths of 480, 960 and 1600 are made.") })
  const credit = element("input", { type: "text", maxLength: 200 })
  const credits = element("label", { className: "drop-credit" }, gettext("Credit, where the file names none"), credit)
  const alt = element("input", { type: "text", maxLength: 300 })
  const alts = element("label", { className: "drop-credit" }, gettext("What the next picture shows (alternative text)"), alt)
  const list = element("ul", { className: "drop-list" })
  const zone = element("div", { className: "drop-zone" }, words, note, credits, alts)
  let queue = Promise.resolve()

  const take = (picture, line, text) => {
    line.replaceChildren(element("span", { textContent: text }))
    added(picture, line)
  }
  const again = (line, file, words, more) => {
    const button = element("button", { type: "button", className: "btn sm", textContent: words })
    button.addEventListener("click", () => enqueue(line, file, more))
    return button
  }
  const offer = (line, file, near) => {
    const use = near.map((picture) => {
      const button = element("button", { type: "button", className: "btn sm" }, element("img", { src: picture.thumb, alt: "" }), interpolate(gettext("Use %s"), [picture.title]))
      button.addEventListener("click", () => take(picture, line, interpolate(gettext("%s: the picture of the library is used."), [file.name])))
      return button
    })
    const text = interpolate(gettext("%s looks like a picture of the library."), [file.name])
    line.replaceChildren(element("span", { textContent: text }), ...use, again(line, file, gettext("Add it all the same"), { anyway: "1" }))
  }
  const upload = async (line, file, more) => {
    const progress = element("progress", { max: 1, value: 0, ariaLabel: file.name })
    line.className = ""
    line.replaceChildren(element("span", { textContent: file.name }), progress)
    const typed = { ai_label: "", ...more }
    if (credit.value.trim()) typed.credit = credit.value.trim()
    if (alt.value.trim()) {
      typed[writtenIn().startsWith("zh") ? "alt_zh" : "alt_en"] = alt.value.trim()
    }
    const [status, answer] = await send(url, file, typed, progress)
    if (status === 200) {
      alt.value = "" // It was about this picture alone.
      const text = answer.is_new ? gettext("%s was added.") : gettext("%s is in the library already.")
      take(answer, line, interpolate(text, [file.name]))
    } else if (status === 409) offer(line, file, answer.near)
    else {
      line.className = "bad"
      const why = (answer.errors ?? [gettext("This could not be done.")]).join(" ")
      line.replaceChildren(element("span", { textContent: why.includes(file.name) ? why : `${file.name}: ${why}` }), again(line, file, gettext("Send again"), {}))
    }
  }
  const enqueue = (line, file, more = {}) => (queue = queue.then(() => upload(line, file, more)))
  const receive = (chosen) => {
    for (const file of chosen) {
      const line = list.appendChild(element("li", {}, element("span", { textContent: file.name })))
      enqueue(line, file)
    }
  }

  files.addEventListener("change", () => {
    receive([...files.files])
    files.value = ""
  })
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault()
      zone.classList.add("over")
    })
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"))
  zone.addEventListener("drop", (event) => {
    event.preventDefault()
    zone.classList.remove("over")
    receive([...event.dataTransfer.files])
  })
  list.setAttribute("aria-live", "polite")
  return element("div", { className: "drop" }, zone, list)
}
