/* Clean paste: what Word, WeChat and web pages put on the clipboard, brought near the grammar.
   Pictures from elsewhere are left out and named, so that they can be put into the library. */
import { Extension, Plugin, crel, gettext } from "django-prose-editor/editor";
import { fetchButtons } from "./fetch.js";
import { messageLine, ngettext } from "./message.js";

const HEADINGS = { H1: "h2", H4: "h3", H5: "h3", H6: "h3" }
const MARKER = /^\s*(?:\d+|[a-z]|[ivxlc]+|[一二三四五六七八九十]+)[.)、．）]/i
const NAMED = 5

export const PasteClean = Extension.create({
  name: "pasteClean",

  addOptions: () => ({ pickerUrl: "" }),

  addProseMirrorPlugins() {
    const { editor, options } = this
    const offers = crel("div", { className: "editor-fetch" })
    let message
    return [
      new Plugin({
        view: (view) => {
          message = messageLine(view)
          view.dom.before(message, offers)
          return {
            destroy: () => {
              message.remove()
              offers.remove()
            },
          }
        },
        props: {
          transformPastedHTML: (html) => {
            const { cleaned, dropped } = cleanPaste(html)
            message.textContent = nameDropped(dropped)
            offers.replaceChildren(...fetchButtons(editor, options.pickerUrl, dropped.remote))
            return cleaned
          },
          // Indents of plain text are signs, where ours are the style sheet's.
          transformPastedText: (text) => {
            message.textContent = ""
            return text.replace(/^[^\S\r\n]+/gm, "")
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
  if (html.includes("data-pm-slice")) return { cleaned: html, dropped: NOTHING }
  const { body } = new DOMParser().parseFromString(quieted(html), "text/html")
  for (const element of body.querySelectorAll("style, script, meta, link, title, xml, mp-style-type")) element.remove()
  for (const element of body.querySelectorAll("[data-style*='display']")) if (/display:\s*none/i.test(element.dataset.style)) element.remove()
  const dropped = { ...looksOf(body), ...dropMedia(body) }
  directLinks(body)
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

const NOTHING = { pictures: [], remote: [], films: 0, fonts: 0, colours: 0 }

/* Fonts and colours that the text was shown in, each once; black is none. */
const looksOf = (body) => {
  const fonts = new Set()
  const colours = new Set()
  for (const element of body.querySelectorAll("[data-style], font")) {
    if (!element.textContent.trim()) continue
    const style = element.dataset.style ?? ""
    const font = element.getAttribute("face") ?? style.match(/(?:^|[;\s])font-family:\s*([^;]+)/i)?.[1]
    const colour = element.getAttribute("color") ?? style.match(/(?:^|[;\s])color:\s*([^;]+)/i)?.[1]
    if (font) fonts.add(font.replace(/["']/g, "").trim().toLowerCase())
    if (colour) colours.add(colour.replace(/\s/g, "").toLowerCase())
  }
  for (const black of ["black", "#000", "#000000", "rgb(0,0,0)", "windowtext", "inherit"]) colours.delete(black)
  return { fonts: fonts.size, colours: colours.size }
}

const dropMedia = (body) => {
  const pictures = []
  const remote = []
  let films = 0
  for (const element of body.querySelectorAll("img, video, audio, iframe, svg, canvas, object, embed")) {
    element.remove()
    if (["img", "svg", "canvas"].includes(element.localName)) {
      pictures.push(nameOf(element))
      const address = element.getAttribute("data-src") || element.getAttribute("src") || ""
      if (/^(https?:)?\/\//i.test(address)) remote.push({ address: address.replace(/^\/\//, "https://"), name: nameOf(element) })
    } else films += 1
  }
  return { pictures, remote, films }
}

const nameOf = (picture) => {
  if (picture.alt) return picture.alt
  const address = picture.getAttribute("data-src") || picture.getAttribute("src") || ""
  if (address.startsWith("data:")) return ""
  const name = address.split(/[?#]/)[0].split(/[/\\]/).pop()
  try {
    return decodeURI(name)
  } catch {
    return name
  }
}

const nameDropped = ({ pictures, films, fonts, colours }) => {
  const named = pictures.filter(Boolean).slice(0, NAMED).join(", ")
  const counted = [
    [pictures.length, (n) => ngettext("%d picture", "%d pictures", n), named && ` (${named})`],
    [films, (n) => ngettext("%d film or sound", "%d films or sounds", n)],
    [fonts, (n) => ngettext("%d font", "%d fonts", n)],
    [colours, (n) => ngettext("%d colour", "%d colours", n)],
  ]
  const told = counted.filter(([n]) => n).map(([n, words, more]) => words(n).replace("%d", n) + (more || ""))
  if (!told.length) return ""
  return gettext("Left out: %s.").replace("%s", told.join(gettext(", ")))
}

const refuseFiles = (data, message) => {
  if (!data?.files.length || data.types.includes("text/html") || data.types.includes("text/plain")) return false
  const names = [...data.files].map((file) => file.name).slice(0, NAMED).join(", ")
  message.textContent = gettext("Files are not pasted: %s. Put them into the library first.").replace("%s", names)
  return true
}

/* Ways within the other document lead nowhere here; Google's lead round by its own address. */
const directLinks = (body) => {
  for (const link of body.querySelectorAll("a[href]")) {
    const address = link.getAttribute("href")
    const round = address.match(/^https:\/\/www\.google\.com\/url\?(.*)$/)
    const meant = round && new URLSearchParams(round[1]).get("q")
    if (address.startsWith("#")) link.replaceWith(...link.childNodes)
    else if (meant) link.setAttribute("href", meant)
  }
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

/* What a program says by a style; Word's own "mso-bidi-font-weight" is not about these words. */
const LOOKS = [
  [/(?:^|[;\s])font-weight:\s*(?:bold|[6-9]00)/i, "strong"],
  [/(?:^|[;\s])font-style:\s*italic/i, "em"],
  [/(?:^|[;\s])vertical-align:\s*super/i, "sup"],
  [/(?:^|[;\s])vertical-align:\s*sub/i, "sub"],
]

const marksOfStyles = (body) => {
  for (const element of body.querySelectorAll("b[data-style]")) {
    if (/(?:^|[;\s])font-weight:\s*(?:normal|[1-5]00)/i.test(element.dataset.style)) element.replaceWith(...element.childNodes)
  }
  for (const element of body.querySelectorAll("span[data-style]")) {
    for (const [look, tag] of LOOKS) if (look.test(element.dataset.style)) wrapContents(element, tag)
  }
}

const headingsInOrder = (body) => {
  // A heading is bold by being one.
  for (const bold of body.querySelectorAll(":is(h1, h2, h3, h4, h5, h6) :is(b, strong)")) bold.replaceWith(...bold.childNodes)
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
