/* A page break, which carries the title of the page it begins. */
import { Node, crel, gettext } from "django-prose-editor/editor";
import { frame } from "./frame.js";

export const PageBreak = Node.create({
  name: "pageBreak",
  group: "block",
  atom: true,
  draggable: true,

  addAttributes: () => ({
    title: {
      default: "",
      parseHTML: (element) => element.dataset.title ?? "",
      renderHTML: ({ title }) => (title ? { "data-title": title } : {}),
    },
  }),

  parseHTML: () => [{ tag: "hr.page" }],

  renderHTML: ({ HTMLAttributes }) => ["hr", { class: "page", ...HTMLAttributes }],

  addCommands() {
    return {
      insertPageBreak:
        () =>
        ({ commands }) =>
          commands.insertContent({ type: this.name }),
    }
  },

  addNodeView() {
    return (view) => {
      const title = crel("input", {
        type: "text",
        value: view.node.attrs.title,
        placeholder: gettext("Title of the page that begins here"),
        "aria-label": gettext("Title of the page that begins here"),
      })
      title.addEventListener("input", () => {
        const { state, dispatch } = view.editor.view
        dispatch(state.tr.setNodeAttribute(view.getPos(), "title", title.value.trim()))
      })
      // Enter would send the form that the editor stands in.
      title.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault())
      return {
        dom: frame("div", gettext("Page break"), view, [title]),
        update: (node) => {
          if (node.type.name !== "pageBreak") return false
          if (node.attrs.title !== title.value.trim()) title.value = node.attrs.title
          return true
        },
        stopEvent: (event) => ["INPUT", "BUTTON"].includes(event.target.tagName),
        ignoreMutation: () => true,
      }
    }
  },
})
