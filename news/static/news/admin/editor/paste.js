/* Clean paste: what Word, WeChat and web pages put on the clipboard, brought near the grammar.
   Pictures from elsewhere are left out and named, so that they can be put into the library. */
import { Extension, Plugin, crel, gettext } from "django-prose-editor/editor";

const HEADINGS = { H1: "h2", H4: "h3", H5: "h3", H6: "h3" }
const MARKER = /^\s*(?:\d+|[a-z]|[ivxlc]+|[一二三四五六七八九十]+)[.)、．）]/i
const NAMED = 5

export const PasteClean = Extension.create({
  name: "pasteClean",

  addProseMirrorPlugins() {
    const message = crel("p", { className: "editor-message", role: "status" })
    return [
      new Plugin({
        view: (view) => {
          view.dom.before(message)
          return { destroy: () => message.remove() }
        },
        props: {
          transformPastedHTML: (html) => {
            const { cleaned, dropped } = cleanPaste(html)
            message.textContent = nameDropped(dropped)
            return cleaned
          },
          handlePaste: (view, event) => refuseFiles(event.clipboardData, message),
          handleDrop: (view, event) => refuseFiles(event.dataTransfer, message),
        },
      }),
    ]
  },
})

export const cleanPaste = (html) => {
  // Our own blocks, copied within the editor, are as they should be.
  if (html.includes("data-pm-slice")) return { cleaned: html, dropped: [] }
  const { body } = new DOMParser().parseFromString(quieted(html), "text/html")
  for (const element of body.querySelectorAll("style, script, meta, link, title, xml, mp-style-type")) element.remove()
  const dropped = dropPictures(body)
  listsOfWord(body)
  flattenLists(body)
  marksOfStyles(body)
  headingsInOrder(body)
  for (const element of body.querySelectorAll("*")) tidy(element)
  return { cleaned: body.innerHTML, dropped }
}

/* Styles and handlers would wake the page's policy while they are parsed; styles are read later. */
const quieted = (html) =>
  html
    .replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[^>]+>/g, (tag) => tag.replace(/(\s)(style|on\w+)\s*=/gi, "$1data-$2="))

const dropPictures = (body) =>
  [...body.querySelectorAll("img, video, audio, iframe, svg, canvas, object, embed")].map((element) => {
    const address = element.getAttribute("data-src") || element.getAttribute("src") || ""
    element.remove()
    if (element.alt) return element.alt
    return address.startsWith("data:") ? "" : decodeURI(address.split(/[?#]/)[0].split("/").pop())
  })

const nameDropped = (names) => {
  if (!names.length) return ""
  const named = names.filter(Boolean).slice(0, NAMED).join(", ")
  return gettext("Pictures left out: %s. Put them into the image library first.").replace(
    "%s",
    [names.length, named].filter(Boolean).join(" · "),
  )
}

const refuseFiles = (data, message) => {
  if (!data?.files.length || data.types.includes("text/html") || data.types.includes("text/plain")) return false
  message.textContent = nameDropped([...data.files].map((file) => file.name))
  return true
}

/* Word writes list items as paragraphs whose style names the list, with the marker as text. */
const listsOfWord = (body) => {
  for (const item of body.querySelectorAll("p[data-style*='mso-list']")) {
    const style = item.dataset.style
    if (!/mso-list:\s*l\d/i.test(style)) continue
    const markers = [...item.querySelectorAll("[data-style*='mso-list']")]
    const isOrdered = MARKER.test(markers[0]?.textContent ?? item.textContent)
    for (const marker of markers) marker.remove()
    const entry = crel("li", null, [...item.childNodes])
    const before = item.previousElementSibling
    const tag = isOrdered ? "ol" : "ul"
    if (before?.localName === tag && "word" in before.dataset) {
      before.append(entry)
      item.remove()
    } else {
      item.replaceWith(crel(tag, { "data-word": "" }, [entry]))
    }
  }
}

/* The items of an inner list follow the item that held it: the grammar's lists are flat. */
const flattenLists = (body) => {
  for (const inner of [...body.querySelectorAll("li ul, li ol, ul > ul, ul > ol, ol > ul, ol > ol")].reverse()) {
    const holder = inner.parentElement.closest("li")
    if (holder) holder.after(...inner.children)
    else inner.replaceWith(...inner.children)
    inner.remove()
  }
}

const marksOfStyles = (body) => {
  for (const element of body.querySelectorAll("b[data-style*='normal']")) element.replaceWith(...element.childNodes)
  for (const element of body.querySelectorAll("span[data-style]")) {
    if (/font-weight:\s*(bold|[6-9]00)/i.test(element.dataset.style)) wrapContents(element, "strong")
  }
}

const headingsInOrder = (body) => {
  for (const heading of body.querySelectorAll("h1, h4, h5, h6")) {
    heading.replaceWith(crel(HEADINGS[heading.tagName], null, [...heading.childNodes]))
  }
}

const wrapContents = (element, tag) => element.replaceChildren(crel(tag, null, [...element.childNodes]))

/* Drops what is empty and every attribute but an address; elements with a colon are Word's own. */
const tidy = (element) => {
  const isBlank = !element.textContent.trim() && !element.querySelector("br, td, th, hr")
  if (isBlank && !["BR", "TD", "TH", "TR", "TABLE", "TBODY", "HR"].includes(element.tagName)) return element.remove()
  for (const { name } of [...element.attributes]) if (name !== "href" && !name.endsWith("span")) element.removeAttribute(name)
  if (element.tagName.includes(":")) element.replaceWith(...element.childNodes)
}
