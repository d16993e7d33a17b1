/* The frame around blocks that are more than text: their name, and buttons to move or remove
   them, so that moving needs no drag. A block may bring buttons of its own. */
import { crel, gettext, pm } from "django-prose-editor/editor";

const { NodeSelection, Selection } = pm.state

/* `acts` are [label, sign, deed]; a deed is given the place of the block and the button. */
export const frame = (tag, name, { editor, getPos }, parts, acts = []) => {
  const act = (label, sign, deed, rest = {}) => {
    const button = crel("button", { type: "button", title: label, "aria-label": label, textContent: sign, ...rest })
    button.addEventListener("click", () => deed(getPos(), button))
    return button
  }
  const bar = crel("div", { className: "block-bar", contentEditable: "false" }, [
    crel("span", { className: "block-name", textContent: name, "data-drag-handle": "" }),
    ...acts.map((own) => act(...own)),
    act(gettext("Move up"), "↑", (pos) => moveBlock(editor, pos, -1), { "data-by": "-1" }),
    act(gettext("Move down"), "↓", (pos) => moveBlock(editor, pos, 1), { "data-by": "1" }),
    act(gettext("Remove"), "×", (pos) => removeBlock(editor, pos)),
  ])
  return crel(tag, { className: "block" }, [bar, ...parts])
}

/* Puts a block at the cursor: in place of an empty paragraph, else below what the cursor is in. */
export const insertBlock = (editor, json) => {
  const { state, view } = editor
  const { $from, to } = state.selection
  const block = state.schema.nodeFromJSON(json)
  const isBlank = $from.depth === 1 && $from.parent.type.name === "paragraph" && !$from.parent.content.size
  const place = $from.depth ? (isBlank ? $from.before(1) : $from.after(1)) : to
  const tr = isBlank ? state.tr.replaceWith(place, $from.after(1), block) : state.tr.insert(place, block)
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(place + 1))).scrollIntoView())
  view.focus()
  return true
}

const moveBlock = (editor, pos, by) => {
  const { state, view } = editor
  const place = state.doc.resolve(pos)
  const other = place.parent.maybeChild(place.index() + by)
  if (!other) return
  const node = place.parent.child(place.index())
  const target = by < 0 ? pos - other.nodeSize : pos + other.nodeSize
  const moved = state.tr.delete(pos, pos + node.nodeSize).insert(target, node)
  view.dispatch(moved.setSelection(NodeSelection.create(moved.doc, target)).scrollIntoView())
  view.nodeDOM(target)?.querySelector(`.block-bar > [data-by="${by}"]`)?.focus()
}

export const removeBlock = (editor, pos) => {
  const { state, view } = editor
  const place = state.doc.resolve(pos)
  // A block that must hold something goes with the last of it.
  const isAlone = place.depth && place.parent.childCount === 1
  const [from, to] = isAlone ? [place.before(), place.after()] : [pos, pos + state.doc.nodeAt(pos).nodeSize]
  view.dispatch(state.tr.delete(from, to))
  view.focus()
}
