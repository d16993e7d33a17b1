/* 标点检查: what GB/T 15834 would not have, as a list; a click leads to the place. Nothing is
   changed here, which the tidy does. */
import { Extension, Plugin, crel, gettext, pm } from "django-prose-editor/editor";
import { linesOf } from "./lines.js";
import { tell } from "./message.js";

const { PluginKey, TextSelection } = pm.state

const key = new PluginKey("punctuation")
const HAN = "\\u3005\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff"
const MOST = 50

const PAIRS = { "“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "〈": "〉", "「": "」", "『": "』", "【": "】" }
const OPENED = Object.fromEntries(Object.entries(PAIRS).map(([open, close]) => [close, open]))

const rules = () => [
  [new RegExp(`(?<=[${HAN}”’」』）》])\\s*[,;:!?]|[,;:!?]\\s*(?=[${HAN}“‘「『（《])|(?<=[${HAN}”’）》])\\.(?=\\s|$|[${HAN}“])`, "g"), gettext("Half-width mark beside Chinese")],
  [new RegExp(`(?<=[${HAN}])\\s*[()]|[()]\\s*(?=[${HAN}])`, "g"), gettext("Half-width bracket beside Chinese")],
  [/([，、；：])\1+|(?<!。)。。(?!。)|[，、；：][。，、；：！？]|。[，、；：！？]/g, gettext("Two marks where one belongs")],
  [new RegExp(`--+|(?<=[${HAN}])—(?!—)(?=[${HAN}])`, "g"), gettext("A dash is ——")],
  [/\.{3,}|。{3,}|(?<!…)…(?!…)/g, gettext("An ellipsis is ……")],
  [new RegExp(`"(?=[^"]*[${HAN}])|(?<=[${HAN}])"`, "g"), gettext("Straight quote in Chinese")],
]

/* Quotes and brackets that were not closed, or never opened; an apostrophe is none. */
const unpaired = (text) => {
  const open = []
  const found = []
  const about = gettext("Opened and not closed, or closed and not opened")
  for (const [at, sign] of text.split("").entries()) {
    if (sign === "’" && /[A-Za-z0-9]/.test(text[at - 1] ?? "") && open.at(-1)?.sign !== "‘") continue
    if (PAIRS[sign]) open.push({ sign, at })
    else if (OPENED[sign]) {
      if (open.at(-1)?.sign === OPENED[sign]) open.pop()
      else found.push({ at, length: 1, about })
    }
  }
  return [...found, ...open.map(({ at }) => ({ at, length: 1, about }))]
}

export const doubtsIn = (text) => {
  const links = [...text.matchAll(/https?:\/\/[!-~]+|[\w.+-]+@[\w.-]+/g)].map((match) => [match.index, match.index + match[0].length])
  const found = [...unpaired(text)]
  for (const [pattern, about] of rules()) {
    for (const match of text.matchAll(pattern)) found.push({ at: match.index, length: match[0].length, about })
  }
  return found.filter(({ at }) => !links.some(([from, to]) => from <= at && at < to)).sort((one, other) => one.at - other.at)
}

export const Punctuation = Extension.create({
  name: "punctuation",

  addCommands: () => ({
    checkPunctuation:
      () =>
      ({ editor }) => {
        check(editor, key.get(editor.state).spec.panel)
        return true
      },
  }),

  addKeyboardShortcuts: () => ({ "Mod-Alt-p": ({ editor }) => editor.commands.checkPunctuation() }),

  addProseMirrorPlugins() {
    const panel = crel("section", { className: "doubts", "aria-label": gettext("Check punctuation"), hidden: true })
    return [
      new Plugin({
        key,
        panel,
        view: (view) => {
          view.dom.before(panel)
          return { destroy: () => panel.remove() }
        },
      }),
    ]
  },
})

const check = (editor, panel) => {
  const found = linesOf(editor.state.doc).flatMap(({ text, from }) => doubtsIn(text).map((doubt) => ({ ...doubt, text, from: from + doubt.at })))
  const close = crel("button", { type: "button", textContent: gettext("Close") })
  close.addEventListener("click", () => {
    panel.hidden = true
    editor.commands.focus()
  })
  editor.view.dom.before(panel)
  panel.hidden = !found.length
  panel.replaceChildren(crel("ol", null, found.slice(0, MOST).map((doubt) => entry(editor, doubt))), close)
  tell(editor.view, found.length ? gettext("Places to look at: %d").replace("%d", found.length) : gettext("The punctuation is in order."))
  panel.querySelector("button")?.focus()
}

/* A place may have moved since the list was made; it is then only about where it was. */
const entry = (editor, { at, length, about, text, from }) => {
  const button = crel("button", { type: "button" }, [
    text.slice(Math.max(0, at - 8), at),
    crel("mark", null, [text.slice(at, at + length)]),
    text.slice(at + length, at + length + 8),
    crel("small", null, [about]),
  ])
  button.addEventListener("click", () => {
    const { doc, tr } = editor.state
    const end = doc.content.size
    const place = TextSelection.between(doc.resolve(Math.min(from, end)), doc.resolve(Math.min(from + length, end)))
    editor.view.dispatch(tr.setSelection(place).scrollIntoView())
    editor.view.focus()
  })
  return crel("li", null, [button])
}
