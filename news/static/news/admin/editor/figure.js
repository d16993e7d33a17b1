/* Figures: a picture of the library, a film of a video site or a document of ours, named by id
   only; the caption is text. */
import { Node, crel, gettext, updateAttrsDialog } from "django-prose-editor/editor";
import { frame } from "./frame.js";
import { known } from "./library.js";
import { pickDocument, pickPicture } from "./picker.js";

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

  addOptions: () => ({ pickerUrl: "", documentsUrl: "", providers: [] }),

  addAttributes: () => Object.fromEntries(KINDS.map((kind) => [kind, attribute(kind)])),

  parseHTML: () =>
    KINDS.map((kind) => ({
      tag: `figure[data-${kind}]`,
      contentElement: (element) => element.querySelector("figcaption") ?? crel("figcaption"),
    })),

  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes, ["figcaption", 0]],

  addCommands() {
    const { pickerUrl, documentsUrl, providers } = this.options
    const inserting = (kind, pick, url) => () => ({ editor }) => {
      pick(url).then((chosen) => {
        if (chosen) insert(editor, { [kind]: String(chosen.id) })
        else editor.commands.focus()
      })
      return true
    }
    return {
      insertPicture: inserting("image", pickPicture, pickerUrl),
      insertDocument: inserting("document", pickDocument, documentsUrl),
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
    const options = this.options
    return (view) => {
      const preview = crel("div", { className: "figure-preview", contentEditable: "false" })
      const caption = crel("figcaption")
      const change = async (pos) => {
        const chosen = await pickPicture(options.pickerUrl)
        const { state, view: shown } = view.editor
        if (chosen) shown.dispatch(state.tr.setNodeAttribute(pos, "image", String(chosen.id)))
        shown.focus()
      }
      const acts = view.node.attrs.image ? [[gettext("Change picture"), "⇄", change]] : []
      const dom = frame("figure", nameOf(view.node.attrs), view, [preview, caption], acts)
      const update = (node) => {
        if (node.type.name !== "figure") return false
        caption.toggleAttribute("data-empty", !node.content.size)
        return true
      }
      caption.dataset.placeholder = gettext("Caption")
      fill(preview, caption, view.node.attrs, options)
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
  image ? gettext("Picture") : video ? gettext("Film") : gettext("Own file")

const fill = async (preview, caption, { image, video, document: file }, { pickerUrl, documentsUrl, providers }) => {
  if (video) {
    preview.textContent = filmName(video, providers)
    return
  }
  const found = await known(image ? pickerUrl : documentsUrl, image ?? file)
  if (!found) {
    const text = image ? gettext("Picture %s is not in the library.") : gettext("File %s is not in the library.")
    preview.textContent = text.replace("%s", image ?? file)
    return
  }
  if (!image) {
    preview.append(crel("strong", { textContent: found.title }), crel("small", { textContent: found.about }))
    caption.dataset.placeholder = found.title
    return
  }
  preview.append(crel("img", { src: found.thumb, alt: found.alt }))
  if (found.caption) caption.dataset.placeholder = found.caption
  const facts = [found.credit, found.alt ? "" : gettext("No alternative text")].filter(Boolean).join(" · ")
  if (facts) preview.append(crel("small", { textContent: facts }))
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
