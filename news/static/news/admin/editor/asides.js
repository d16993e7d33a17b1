/* Notes to colleagues, which no reader sees, and pull quotes with the name of who said it. */
import { Node, crel, gettext } from "django-prose-editor/editor";
import { leave } from "./figure.js";
import { frame } from "./frame.js";

const framed = (kind, name) => (view) => {
  const contents = crel("div", { className: kind })
  const dom = frame("div", name, view, [contents])
  return {
    dom,
    contentDOM: contents,
    stopEvent: (event) => event.target.tagName === "BUTTON",
    ignoreMutation: (change) => change.type !== "selection" && !contents.contains(change.target),
  }
}

export const Note = Node.create({
  name: "note",
  group: "block",
  content: "paragraph+",
  defining: true,
  draggable: true,
  parseHTML: () => [{ tag: "aside.note" }],
  renderHTML: () => ["aside", { class: "note" }, 0],
  addNodeView: () => framed("note", gettext("Note to colleagues, not published")),
})

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "paragraph+ pullSignature",
  defining: true,
  draggable: true,
  parseHTML: () => [{ tag: "blockquote.pull", priority: 60 }],
  renderHTML: () => ["blockquote", { class: "pull" }, 0],
  addNodeView: () => framed("pull", gettext("Pull quote")),

  addCommands() {
    return {
      insertPullQuote:
        () =>
        ({ chain, state }) => {
          const { from, to } = state.selection
          const words = state.doc.textBetween(from, to, " ").trim()
          const content = [
            { type: "paragraph", content: words ? [{ type: "text", text: words }] : [] },
            { type: "pullSignature" },
          ]
          return chain().insertContent({ type: this.name, content }).run()
        },
    }
  },
})

export const PullSignature = Node.create({
  name: "pullSignature",
  content: "inline*",
  isolating: true,
  parseHTML: () => [{ tag: "footer", context: "pullQuote/" }],
  renderHTML: () => ["footer", { "data-placeholder": gettext("Who said it") }, 0],

  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => leave(editor, this.name) }
  },
})
