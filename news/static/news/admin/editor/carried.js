/* One opaque node that carries every block of the grammar that has no tool yet: it is shown and
   can be moved or removed, and what is stored comes out as it went in. */
import { Node, crel, gettext } from "django-prose-editor/editor";
import { frame } from "./frame.js";
import { isPlainTable } from "./table.js";

const NAMES = {
  "aside.fact": gettext("Fact box"),
  "ol.timeline": gettext("Timeline"),
  "section.qa": gettext("Questions and answers"),
  "div.duo": gettext("Figure pair"),
  "div.gallery": gettext("Gallery"),
  table: gettext("Table"),
}

export const Carried = Node.create({
  name: "carried",
  group: "block",
  atom: true,
  draggable: true,

  addAttributes: () => ({ html: { default: "", rendered: false } }),

  parseHTML: () =>
    Object.keys(NAMES).map((tag) => ({
      tag,
      priority: 100,
      getAttrs: (element) => (isPlainTable(element) ? false : { html: element.outerHTML }),
    })),

  renderHTML: ({ node }) => elementOf(node.attrs.html),

  addNodeView() {
    return (view) => {
      const element = elementOf(view.node.attrs.html)
      const name = Object.keys(NAMES).find((tag) => element.matches(tag))
      const contents = crel("div", { className: "carried", contentEditable: "false" }, [shown(element)])
      return { dom: frame("div", NAMES[name], view, [contents]), stopEvent: (event) => event.target.tagName === "BUTTON" }
    }
  },
})

/* The document made here is inert: nothing in it is loaded or run. */
const elementOf = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild

/* A copy fit for this page, which may have come from the clipboard: text and bare elements. */
const shown = (element) => {
  if (!SHOWN.has(element.localName)) return document.createTextNode(element.textContent)
  const copy = document.createElement(STAND_INS[element.localName] ?? element.localName)
  if (element.dataset.image) copy.textContent = gettext("Picture %s").replace("%s", element.dataset.image)
  for (const child of element.childNodes) {
    copy.append(child.nodeType === 1 ? shown(child) : child.nodeType === 3 ? child.data : "")
  }
  return copy
}

/* No landmarks of the page, and nothing folded. */
const STAND_INS = { aside: "div", section: "div", details: "div", summary: "strong" }
const SHOWN = new Set(
  "aside h2 h3 dl div dt dd ol ul li time p section details summary figure figcaption table caption thead tbody tr th td strong em sub sup br".split(" "),
)
