/* Two pictures side by side, or a gallery: figures of the library within one block. */
import { Node, crel, gettext } from "django-prose-editor/editor";
import { frame, insertBlock } from "./frame.js";
import { pickPictures } from "./picker.js";

export const Pictures = Node.create({
  name: "pictures",
  group: "block",
  content: "figure+",
  isolating: true,
  draggable: true,

  addOptions: () => ({ pickerUrl: "" }),

  addAttributes: () => ({ kind: { default: "gallery", rendered: false } }),

  parseHTML: () =>
    ["duo", "gallery"].map((kind) => ({
      tag: `div.${kind}`,
      priority: 90,
      getAttrs: (element) => (element.querySelector("figure[data-image]") ? { kind } : false),
    })),

  renderHTML: ({ node }) => ["div", { class: classOf(node) }, 0],

  addCommands() {
    const { pickerUrl } = this.options
    return {
      insertGallery:
        () =>
        ({ editor }) => {
          pickPictures(pickerUrl).then((chosen) => {
            if (!chosen.length) return editor.commands.focus()
            const content = chosen.map(figureOf)
            insertBlock(editor, content.length === 1 ? content[0] : { type: "pictures", attrs: { kind: content.length === 2 ? "duo" : "gallery" }, content })
          })
          return true
        },
    }
  },

  addNodeView() {
    const { pickerUrl } = this.options
    return (view) => {
      const contents = crel("div", { className: "pictures" })
      const add = async (pos) => {
        const chosen = await pickPictures(pickerUrl)
        const { state, schema, view: shown } = view.editor
        const end = pos + state.doc.nodeAt(pos).nodeSize - 1
        if (chosen.length) shown.dispatch(state.tr.insert(end, chosen.map((one) => schema.nodeFromJSON(figureOf(one)))))
        shown.focus()
      }
      const dom = frame("div", "", view, [contents], [[gettext("Add pictures"), "+", add]])
      const title = dom.querySelector(".block-name")
      const update = (node) => {
        if (node.type.name !== "pictures") return false
        title.textContent = classOf(node) === "duo" ? gettext("Figure pair") : gettext("Gallery")
        return true
      }
      update(view.node)
      return {
        dom,
        contentDOM: contents,
        update,
        stopEvent: (event) => event.target.tagName === "BUTTON",
        ignoreMutation: (change) => change.type !== "selection" && !contents.contains(change.target),
      }
    }
  },
})

/* A pair is two; what has more is a gallery. */
const classOf = (node) => (node.attrs.kind === "duo" && node.childCount === 2 ? "duo" : "gallery")

const figureOf = ({ id }) => ({ type: "figure", attrs: { image: String(id) } })
