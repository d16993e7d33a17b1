/* One opaque node for a table that holds more than the table tools can write, such as two rows of
   headings: it is shown and can be moved or removed, and comes out as it went in. */
import { Node, crel, gettext } from "django-prose-editor/editor";
import { frame } from "./frame.js";
import { isPlainTable } from "./table.js";

export const Carried = Node.create({
  name: "carried",
  group: "block",
  atom: true,
  draggable: true,

  addAttributes: () => ({ html: { default: "", rendered: false } }),

  parseHTML: () => [
    {
      tag: "table",
      priority: 100,
      getAttrs: (element) => (isPlainTable(element) ? false : { html: element.outerHTML }),
    },
  ],

  renderHTML: ({ node }) => elementOf(node.attrs.html),

  addNodeView() {
    return (view) => {
      const element = elementOf(view.node.attrs.html)
      const contents = crel("div", { className: "carried", contentEditable: "false" }, [shown(element)])
      return { dom: frame("div", gettext("Table"), view, [contents]), stopEvent: (event) => event.target.tagName === "BUTTON" }
    }
  },
})

/* The document made here is inert: nothing in it is loaded or run. */
const elementOf = (html) => new DOMParser().parseFromString(html, "text/html").body.firstElementChild

/* A copy fit for this page, which may have come from the clipboard: text and bare elements. */
const shown = (element) => {
  if (!SHOWN.has(element.localName)) return document.createTextNode(element.textContent)
  const copy = document.createElement(element.localName)
  for (const child of element.childNodes) {
    copy.append(child.nodeType === 1 ? shown(child) : child.nodeType === 3 ? child.data : "")
  }
  return copy
}

const SHOWN = new Set("table caption thead tbody tr th td strong em sub sup br".split(" "))
