/* Find and replace within the text: folded over case and width, every place marked and counted,
   "replace all" one step to undo. */
import { Extension, Plugin, crel, gettext, pm } from "django-prose-editor/editor";
import { linesOf } from "./lines.js";
import { count, tell } from "./message.js";

const { PluginKey, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view

const key = new PluginKey("find")

/* One character for one, so that places stay: Ａ and a are alike, and so are ， and a comma. */
const folded = (text) =>
  [...text.split("")].map((sign) => {
    const plain = sign.normalize("NFKC").toLowerCase()
    return plain.length === 1 ? plain : sign
  }).join("")

const placesOf = (doc, words, isExact) => {
  if (!words) return []
  const fold = isExact ? (text) => text : folded
  const wanted = fold(words)
  return linesOf(doc).flatMap(({ text, from }) => {
    const found = []
    const line = fold(text)
    for (let at = line.indexOf(wanted); at >= 0; at = line.indexOf(wanted, at + wanted.length)) {
      found.push({ from: from + at, to: from + at + wanted.length })
    }
    return found
  })
}

const NOTHING = { words: "", isExact: false, places: [], at: -1 }

const marked = (doc, { places, at }) =>
  DecorationSet.create(doc, places.map(({ from, to }, index) => Decoration.inline(from, to, { class: index === at ? "found now" : "found" })))

export const Find = Extension.create({
  name: "find",

  addCommands: () => ({
    openFind:
      () =>
      ({ editor }) => {
        key.get(editor.state).spec.bar.open(editor)
        return true
      },
  }),

  addKeyboardShortcuts: () => ({ "Mod-f": ({ editor }) => editor.commands.openFind() }),

  addProseMirrorPlugins() {
    const bar = makeBar(this.editor)
    return [
      new Plugin({
        key,
        bar,
        state: {
          init: () => NOTHING,
          apply: (tr, now) => {
            const asked = tr.getMeta(key)
            if (!asked && !tr.docChanged) return now
            const next = { ...now, ...asked }
            next.places = placesOf(tr.doc, next.words, next.isExact)
            next.at = next.places.length ? Math.max(0, Math.min(next.at, next.places.length - 1)) : -1
            return next
          },
        },
        props: { decorations: (state) => (key.getState(state).places.length ? marked(state.doc, key.getState(state)) : null) },
        view: (view) => {
          view.dom.before(bar.dom)
          return { update: () => bar.show(key.getState(view.state)), destroy: () => bar.dom.remove() }
        },
      }),
    ]
  },
})

const makeBar = (editor) => {
  const words = crel("input", { type: "search", placeholder: gettext("Find"), "aria-label": gettext("Find") })
  const better = crel("input", { type: "text", placeholder: gettext("Replace with"), "aria-label": gettext("Replace with") })
  const exact = crel("input", { type: "checkbox" })
  const found = crel("output", { className: "find-count" })
  const act = (label, deed) => {
    const button = crel("button", { type: "button", textContent: label })
    button.addEventListener("click", deed)
    return button
  }
  const look = (change) => {
    const { view } = editor
    view.dispatch(view.state.tr.setMeta(key, change))
    return key.getState(view.state)
  }
  const search = () => go(look({ words: words.value, isExact: exact.checked, at: 0 }).at)
  /* Shows a place; the keyboard stays in the bar. */
  const go = (at) => {
    const { view } = editor
    const { places } = key.getState(view.state)
    if (!places.length) return
    const index = (at + places.length) % places.length
    const { from, to } = places[index]
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, from, to)).setMeta(key, { at: index }).scrollIntoView())
    view.domAtPos(from).node.parentElement?.scrollIntoView({ block: "nearest" })
  }
  const step = (by) => go(key.getState(editor.state).at + by)
  const replace = (which) => {
    const { view } = editor
    const { places, at } = key.getState(view.state)
    const chosen = which === "all" ? places : places.slice(at, at + 1)
    if (!chosen.length) return
    const tr = view.state.tr
    // From the end, so that places before stay where they are.
    for (const { from, to } of [...chosen].reverse()) better.value ? tr.insertText(better.value, from, to) : tr.delete(from, to)
    view.dispatch(tr)
    if (which === "all") tell(view, count(gettext("Replaced in %d places."), chosen.length))
    else go(key.getState(view.state).at)
  }
  const close = () => {
    dom.hidden = true
    look(NOTHING)
    editor.commands.focus()
  }
  const dom = crel("section", { className: "find-bar", role: "search", "aria-label": gettext("Find and replace"), hidden: true }, [
    words,
    found,
    act("↑", () => step(-1)),
    act("↓", () => step(1)),
    better,
    act(gettext("Replace"), () => replace("one")),
    act(gettext("Replace all"), () => replace("all")),
    crel("label", null, [exact, ` ${gettext("Match case and width")}`]),
    act(gettext("Close"), close),
  ])
  const [up, down] = dom.querySelectorAll("button")
  up.ariaLabel = gettext("Previous place")
  down.ariaLabel = gettext("Next place")
  words.addEventListener("input", search)
  exact.addEventListener("change", search)
  dom.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    if (event.key === "Escape") close()
    else if (event.key === "Enter" && event.target === words) step(event.shiftKey ? -1 : 1)
    else if (event.key === "Enter" && event.target === better) replace("one")
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  const open = () => {
    const { from, to } = editor.state.selection
    const chosen = editor.state.doc.textBetween(from, to, "\n")
    // Below the tools, which came after this bar was made.
    editor.view.dom.before(dom)
    dom.hidden = false
    if (chosen && !chosen.includes("\n") && chosen.length < 60) words.value = chosen
    words.focus()
    words.select()
    search()
  }
  const show = ({ words: wanted, places, at }) => {
    found.textContent = wanted ? `${at + 1}/${places.length}` : ""
  }
  return { dom, open, show }
}
