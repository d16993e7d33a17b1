/* Round the text: its counts in the foot, the whole screen for it, and a sheet of its keys. */
import { Extension, Plugin, crel, gettext } from "django-prose-editor/editor";
import { linesOf } from "./lines.js";

const isMac = /Mac|iP(hone|ad)/.test(navigator.platform)
/* Signs a reader takes in within a minute, and words of a Latin script. */
const HAN_A_MINUTE = 400
const WORDS_A_MINUTE = 220

/* 字数 as Chinese papers and word processors count: every Chinese character and mark is one, and
   so is every Latin word or number. Notes to colleagues do not count. */
export const countsOf = (doc) => {
  const counts = { characters: 0, words: 0, paragraphs: 0, pictures: 0 }
  for (const { text, parent } of linesOf(doc)) {
    if (parent?.type.name === "note" || !text.trim()) continue
    const words = text.match(/[A-Za-z0-9\u00c0-\u024f]+(?:[.,:'’-][A-Za-z0-9\u00c0-\u024f]+)*/g)?.length ?? 0
    const wide = text.match(/[\u2014\u2018\u2019\u201c\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[\ud840-\ud8bf][\udc00-\udfff]/g)?.length ?? 0
    counts.characters += wide + words
    counts.words += words
    counts.paragraphs += 1
  }
  doc.descendants((node) => {
    if (node.type.name === "figure" && node.attrs.image) counts.pictures += 1
    return !node.isTextblock
  })
  counts.minutes = Math.max(counts.characters ? 1 : 0, Math.round((counts.characters - counts.words) / HAN_A_MINUTE + counts.words / WORDS_A_MINUTE))
  return counts
}

const tellCounts = (foot, doc) => {
  const { characters, words, minutes, paragraphs, pictures } = countsOf(doc)
  const told = [
    [gettext("Characters: %s"), characters],
    [gettext("Latin words: %s"), words],
    [gettext("Minutes to read: %s"), minutes],
    [gettext("Paragraphs: %s"), paragraphs],
    [gettext("Pictures: %s"), pictures],
  ]
  foot.replaceChildren(...told.map(([text, number]) => crel("span", null, [text.replace("%s", number.toLocaleString())])))
}

const toggleFull = (editor, to) => {
  const box = editor.view.dom.closest(".prose-editor")
  box.classList.toggle("is-full", to)
  document.documentElement.classList.toggle("has-full-editor", box.classList.contains("is-full"))
  editor.commands.focus()
}

export const isFull = (editor) => Boolean(editor.view.dom.closest(".prose-editor.is-full"))

export const Desk = Extension.create({
  name: "desk",

  addCommands: () => ({
    toggleFullScreen:
      () =>
      ({ editor }) => {
        toggleFull(editor)
        return true
      },
    showKeys:
      () =>
      ({ editor }) => {
        showKeys().then(() => editor.commands.focus())
        return true
      },
  }),

  addKeyboardShortcuts: () => ({
    "Mod-Alt-f": ({ editor }) => editor.commands.toggleFullScreen(),
    "Mod-/": ({ editor }) => editor.commands.showKeys(),
    Escape: ({ editor }) => {
      if (!isFull(editor)) return false
      toggleFull(editor, false)
      return true
    },
  }),

  addProseMirrorPlugins() {
    const foot = crel("p", { className: "editor-foot" })
    return [
      new Plugin({
        view: (view) => {
          let waits = 0
          const soon = () => {
            cancelAnimationFrame(waits)
            waits = requestAnimationFrame(() => tellCounts(foot, view.state.doc))
          }
          view.dom.after(foot)
          soon()
          return {
            update: ({ state }, before) => before.doc.eq(state.doc) || soon(),
            destroy: () => {
              cancelAnimationFrame(waits)
              foot.remove()
            },
          }
        },
      }),
    ]
  },
})

const keys = () => [
  ["Mod-B", gettext("Bold")],
  ["Mod-I", gettext("Emphasis")],
  ["Mod-Alt-2", gettext("Heading")],
  ["Mod-Alt-3", gettext("Subheading")],
  ["Mod-Shift-8", gettext("List")],
  ["Mod-Shift-7", gettext("Numbered list")],
  ["Mod-Shift-B", gettext("Quote")],
  ["Mod-K", gettext("Link")],
  ["Mod-Shift-K", gettext("Link to a story")],
  ["Mod-Z", gettext("Undo")],
  ["Mod-Shift-Z", gettext("Redo")],
  ["Mod-F", gettext("Find and replace")],
  ["Mod-Alt-T", gettext("Tidy")],
  ["Mod-Alt-P", gettext("Check punctuation")],
  ["Mod-Alt-F", gettext("Full screen")],
  ["Mod-/", gettext("Keyboard shortcuts")],
  ["?", gettext("Keyboard shortcuts, outside the text")],
]

const named = (combination) =>
  combination.split("-").map((part) => (part === "Mod" ? (isMac ? "⌘" : "Ctrl") : part === "Alt" && isMac ? "⌥" : part)).join(" + ")

const showKeys = () =>
  new Promise((resolve) => {
    const close = crel("button", { type: "button", textContent: gettext("Close") })
    const rows = keys().map(([combination, what]) => crel("div", null, [crel("dt", null, [crel("kbd", null, [named(combination)])]), crel("dd", null, [what])]))
    const dialog = crel("dialog", { className: "picker keys", "aria-label": gettext("Keyboard shortcuts") }, [
      crel("h2", null, [gettext("Keyboard shortcuts")]),
      crel("dl", null, rows),
      close,
    ])
    close.addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve()
    })
    document.body.append(dialog)
    dialog.showModal()
  })

/* Where somebody types, a question mark is a question mark. */
const isTyping = ({ target }) => target.isContentEditable || target.closest?.("input, textarea, select, dialog")

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return
  event.preventDefault()
  const { activeElement } = document
  showKeys().then(() => activeElement?.focus?.())
})
