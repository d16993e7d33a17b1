/* Tables of the grammar: a caption, a row of headings, cells that may hold numbers set to the
   right. Tables that need more than that are carried whole. */
import { Table, TableCell, TableHeader, gettext, updateAttrsDialog } from "django-prose-editor/editor";

/* A table this editor can change without losing anything, or anything that is no table. */
export const isPlainTable = (element) =>
  element.localName === "table" &&
  element.querySelectorAll("thead tr").length < 2 &&
  !element.querySelector("caption *")

const captionOf = (element) => element.querySelector("caption")?.textContent ?? ""

export const PlainTable = Table.extend({
  addAttributes: () => ({
    caption: {
      default: "",
      parseHTML: captionOf,
      // Shown by the style sheet while editing; what is stored is the caption element.
      renderHTML: ({ caption }) => (caption ? { "data-caption": caption } : {}),
    },
  }),

  parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }],

  renderHTML: ({ node, HTMLAttributes }) => {
    const { caption } = node.attrs
    return ["table", HTMLAttributes, ...(caption ? [["caption", caption]] : []), ["tbody", 0]]
  },

  addMenuItems() {},

  addCommands() {
    return {
      ...this.parent?.(),
      editTableCaption:
        () =>
        ({ editor }) => {
          askCaption(editor, editor.getAttributes("table")).then((answer) => {
            if (!answer) return
            editor.chain().focus().updateAttributes("table", { caption: answer.caption.trim() }).run()
          })
          return true
        },
      toggleNumbers:
        () =>
        ({ commands, editor }) =>
          commands.setCellAttribute("right", !isRight(editor)),
    }
  },
})

export const isRight = (editor) =>
  editor.isActive("tableCell", { right: true }) || editor.isActive("tableHeader", { right: true })

const askCaption = updateAttrsDialog(
  { caption: { title: gettext("Caption") } },
  { title: gettext("Table"), submitText: gettext("Update") },
)

const cell = {
  content: "paragraph+",

  addAttributes() {
    return {
      ...this.parent?.(),
      right: {
        default: false,
        parseHTML: (element) => element.classList.contains("r"),
        renderHTML: ({ right }) => (right ? { class: "r" } : {}),
      },
    }
  },
}

export const PlainTableCell = TableCell.extend(cell)

export const PlainTableHeader = TableHeader.extend(cell)
