/* Figures: a picture of the library, a film of a video site or a document of ours, named by id
   only; the caption is text. */
import { Node, crel, gettext, updateAttrsDialog } from "django-prose-editor/editor";
import { frame } from "./frame.js";
import { picture } from "./library.js";
import { pickPicture } from "./picker.js";

const KINDS = ["image", "video", "document"]

const attribute = (kind) => ({
  default: null,
  parseHTML: (element) => element.getAttribute(`data-${kind}`),
  renderHTML: (attrs) => (attrs[kind] ? { [`data-${kind}`]: attrs[kind] } : {}),
})

export const MediaFigure = Node.create({
  name: "figure",
  group: "block",
  content: "inline*",
  isolating: true,

  addOptions: () => ({ pickerUrl: "", providers: [] }),

  addAttributes: () => Object.fromEntries(KINDS.map((kind) => [kind, attribute(kind)])),

  parseHTML: () =>
    KINDS.map((kind) => ({
      tag: `figure[data-${kind}]`,
      contentElement: (element) => element.querySelector("figcaption") ?? crel("figcaption"),
    })),

  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, ["figcaption", 0]],

  addCommands() {
    const { pickerUrl, providers } = this.options
    return {
      insertPicture:
        () =>
        ({ editor }) => {
          pickPicture(pickerUrl).then((chosen) => {
            if (chosen) insert(editor, { image: String(chosen.id) })
            else editor.commands.focus()
          })
          return true
        },
      insertFilm:
        () =>
        ({ editor }) => {
          askFilm(editor, providers).then((film) => film && insert(editor, { video: film }))
          return true
        },
    }
  },

  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => leave(editor, "figure") }
  },

  addNodeView() {
    const { pickerUrl, providers } = this.options
    return (view) => {
      const preview = crel("div", { className: "figure-preview", contentEditable: "false" })
      const caption = crel("figcaption")
      const dom = frame("figure", nameOf(view.node.attrs), view, [preview, caption])
      const update = (node) => {
        if (node.type.name !== "figure") return false
        caption.toggleAttribute("data-empty", !node.content.size)
        return true
      }
      caption.dataset.placeholder = gettext("Caption")
      fill(preview, caption, view.node.attrs, pickerUrl, providers)
      update(view.node)
      return {
        dom,
        contentDOM: caption,
        update: (node) => KINDS.every((kind) => node.attrs[kind] === view.node.attrs[kind]) && update(node),
        stopEvent: (event) => event.target.tagName === "BUTTON",
        ignoreMutation: (change) => !caption.contains(change.target) || change.type === "attributes",
      }
    }
  },
})

/* Leaves a block whose text is a single line for a new paragraph below it. */
export const leave = (editor, name) => {
  const { $from } = editor.state.selection
  if ($from.parent.type.name !== name) return false
  const below = $from.after(1)
  return editor.chain().insertContentAt(below, { type: "paragraph" }).focus(below + 1).run()
}

const insert = (editor, attrs) => editor.chain().focus().insertContent({ type: "figure", attrs }).run()

const nameOf = ({ image, video }) =>
  image ? gettext("Picture") : video ? gettext("Film") : gettext("Document")

const fill = async (preview, caption, attrs, pickerUrl, providers) => {
  if (!attrs.image) {
    preview.textContent = attrs.video ? filmName(attrs.video, providers) : `#${attrs.document}`
    return
  }
  const found = await picture(pickerUrl, attrs.image)
  if (!found) {
    preview.textContent = gettext("Picture %s is not in the library.").replace("%s", attrs.image)
    return
  }
  preview.append(crel("img", { src: found.thumb, alt: found.alt }))
  if (found.caption) caption.dataset.placeholder = found.caption
  if (found.credit) preview.append(crel("small", { textContent: found.credit }))
}

const filmName = (film, providers) => {
  const [key, id] = film.split(":")
  return `${providers.find((provider) => provider.key === key)?.name ?? key} · ${id}`
}

const filmIn = (address, providers) => {
  for (const { key, address: pattern } of providers) {
    const found = address.match(new RegExp(pattern))
    if (found) return `${key}:${found[1]}`
  }
  return null
}

const askFilm = async (editor, providers) => {
  const names = providers.map((provider) => provider.name).join(", ")
  let title = gettext("Address of a film at %s").replace("%s", names)
  let address = ""
  for (;;) {
    const answer = await updateAttrsDialog(
      { address: { title, required: true } },
      { title: gettext("Film"), submitText: gettext("Insert") },
    )(editor, { address })
    const film = answer && filmIn(answer.address, providers)
    if (film || !answer) return film
    address = answer.address
    title = gettext("No film was recognised in this address. Known are %s.").replace("%s", names)
  }
}
