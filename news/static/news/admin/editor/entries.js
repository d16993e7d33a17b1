/* Blocks made of entries: a fact box of labels and values, a timeline of moments, questions with
   their answers. Enter goes on to the next part and begins the next entry; an entry left empty
   ends the block. Parts that are empty are not stored. */
import { Extension, Node, crel, gettext, pm } from "django-prose-editor/editor";
import { frame, removeBlock } from "./frame.js";

const { TextSelection } = pm.state
const ENTRIES = ["factRow", "moment", "question"]

/* Shown as plain boxes while editing: no heading of the page, and nothing folded. */
const box = (className, placeholder) => () => () => {
  const dom = crel("div", { className, ...(placeholder ? { "data-placeholder": placeholder } : {}) })
  return { dom, contentDOM: dom }
}

const part = (name, tag, parent, className, placeholder) =>
  Node.create({
    name,
    content: "inline*",
    isolating: true,
    parseHTML: () => [{ tag, context: `${parent}/`, priority: 90 }],
    renderHTML: () => [tag, 0],
    addNodeView: box(className, placeholder),
  })

/* The element with every part that the schema wants, in its order. */
const completed = (tags) => (element) => {
  const copy = element.cloneNode(true)
  for (const tag of [...tags].reverse()) {
    copy.prepend([...copy.children].find((child) => child.localName === tag) ?? crel(tag))
  }
  return copy
}

const holder = (name, label, shape) =>
  Node.create({
    name,
    group: "block",
    isolating: true,
    draggable: true,
    addNodeView: () => (view) => {
      const contents = crel("div", { className: `entries ${name}` })
      const acts = [
        [gettext("Add entry"), "+", (pos) => addEntry(view.editor, pos)],
        [gettext("Remove entry"), "−", (pos) => removeEntry(view.editor, pos)],
      ]
      return {
        dom: frame("div", label, view, [contents], acts),
        contentDOM: contents,
        stopEvent: (event) => event.target.tagName === "BUTTON",
        ignoreMutation: (change) => change.type !== "selection" && !contents.contains(change.target),
      }
    },
    ...shape,
  })

const entry = (name, content, tag, parent, tags, renderHTML) =>
  Node.create({
    name,
    content,
    parseHTML: () => [{ tag, context: `${parent}/`, priority: 90, contentElement: completed(tags) }],
    renderHTML: renderHTML ?? (() => [tag, 0]),
    addNodeView: box("entry"),
  })

export const FactBox = holder("factBox", gettext("Fact box"), {
  content: "factTitle factList",
  parseHTML: () => [{ tag: "aside.fact", priority: 90, contentElement: completed(["h2"]) }],
  renderHTML: () => ["aside", { class: "fact" }, 0],
})
export const FactTitle = part("factTitle", "h2", "factBox", "part-title", gettext("Title"))
export const FactList = Node.create({
  name: "factList",
  content: "factRow+",
  parseHTML: () => [{ tag: "dl", context: "factBox/", priority: 90 }],
  renderHTML: () => ["dl", 0],
  addNodeView: box("entry-list"),
})
export const FactRow = entry("factRow", "factLabel factValue", "div", "factList", ["dt", "dd"])
export const FactLabel = part("factLabel", "dt", "factRow", "part-label", gettext("What"))
export const FactValue = part("factValue", "dd", "factRow", "part-value", gettext("How many"))

export const Timeline = holder("timeline", gettext("Timeline"), {
  content: "moment+",
  parseHTML: () => [{ tag: "ol.timeline", priority: 90 }],
  renderHTML: () => ["ol", { class: "timeline" }, 0],
})
export const Moment = entry("moment", "momentWhen momentWhat paragraph+", "li", "timeline", ["time", "h3"])
export const MomentWhen = part("momentWhen", "time", "moment", "part-when", gettext("When"))
export const MomentWhat = part("momentWhat", "h3", "moment", "part-title", gettext("What happened"))

export const Questions = holder("questions", gettext("Questions and answers"), {
  content: "question+",
  parseHTML: () => [{ tag: "section.qa", priority: 90 }],
  renderHTML: () => ["section", { class: "qa" }, 0],
})
export const Question = entry("question", "questionAsked paragraph+", "details", "questions", ["summary"])
export const QuestionAsked = part("questionAsked", "summary", "question", "part-title", gettext("Question"))

const text = (type) => ({ type })
export const SHAPES = {
  factBox: {
    type: "factBox",
    content: [text("factTitle"), { type: "factList", content: [{ type: "factRow", content: [text("factLabel"), text("factValue")] }] }],
  },
  timeline: {
    type: "timeline",
    content: [{ type: "moment", content: [text("momentWhen"), text("momentWhat"), text("paragraph")] }],
  },
  questions: {
    type: "questions",
    content: [{ type: "question", content: [text("questionAsked"), text("paragraph")] }],
  },
}

export const Entries = Extension.create({
  name: "entries",
  priority: 200,

  addKeyboardShortcuts() {
    return { Enter: ({ editor }) => goOn(editor), Backspace: ({ editor }) => takeBack(editor) }
  },
})

const depthOf = ($place) => {
  for (let depth = $place.depth; depth; depth--) if (ENTRIES.includes($place.node(depth).type.name)) return depth
  return 0
}

const put = (editor, tr, place) => {
  editor.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(place))).scrollIntoView())
  editor.view.focus()
  return true
}

const isBlank = (node) => !node.textContent && !node.content.content.some((child) => child.content.size && !child.isTextblock)

const goOn = (editor) => {
  const { state } = editor
  const { $from } = state.selection
  const depth = depthOf($from)
  if ($from.parent.type.name === "factTitle") return put(editor, state.tr, $from.after() + 2)
  if (!depth) return false
  const own = $from.node(depth)
  const list = $from.node(depth - 1)
  const index = $from.index(depth)
  if (index < own.childCount - 1) return $from.parent.type.name === "paragraph" ? false : put(editor, state.tr, $from.after() + 1)
  if ($from.parent.type.name === "paragraph" && $from.parent.content.size) return false
  const isLast = $from.index(depth - 1) === list.childCount - 1
  if (isBlank(own) && isLast && list.childCount > 1) {
    const below = $from.after(1)
    const tr = state.tr.insert(below, state.schema.nodes.paragraph.create())
    return put(editor, tr.delete($from.before(depth), $from.after(depth)), tr.mapping.map(below, -1) + 1)
  }
  const tr = state.tr
  const after = $from.after(depth)
  const spare = $from.parent.type.name === "paragraph" && own.child(index - 1).type.name === "paragraph"
  tr.insert(after, own.type.createAndFill())
  if (spare) tr.delete($from.before(), $from.after())
  return put(editor, tr, tr.mapping.map(after, -1) + 2)
}

/* An entry without words goes, as an empty paragraph would. */
const takeBack = (editor) => {
  const { state } = editor
  const { $from, empty } = state.selection
  const depth = depthOf($from)
  if (!depth || !empty || $from.parentOffset || !isBlank($from.node(depth))) return false
  if ($from.node(depth - 1).childCount < 2) return false
  const before = $from.before(depth)
  return put(editor, state.tr.delete(before, $from.after(depth)), Math.max(before - 1, 1))
}

/* The list of a block's entries with the place where it begins. */
const listIn = (editor, pos) => {
  const node = editor.state.doc.nodeAt(pos)
  return node.type.name === "factBox" ? { list: node.child(1), start: pos + 2 + node.child(0).nodeSize } : { list: node, start: pos + 1 }
}

const entryAt = (editor, pos) => {
  const { list, start } = listIn(editor, pos)
  const { $from } = editor.state.selection
  const depth = depthOf($from)
  if (depth && $from.start(depth - 1) === start) return { from: $from.before(depth), to: $from.after(depth), list }
  const to = start + list.content.size
  return { from: to - list.lastChild.nodeSize, to, list }
}

const addEntry = (editor, pos) => {
  const { to, list } = entryAt(editor, pos)
  put(editor, editor.state.tr.insert(to, list.firstChild.type.createAndFill()), to + 2)
}

const removeEntry = (editor, pos) => {
  const { from, to, list } = entryAt(editor, pos)
  if (list.childCount === 1) return removeBlock(editor, pos)
  put(editor, editor.state.tr.delete(from, to), Math.max(from - 1, 1))
}
