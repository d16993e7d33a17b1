/* The frame around blocks that are more than text: their name, and buttons to move or remove
   them, so that moving needs no drag. */
import { crel, gettext, pm } from "django-prose-editor/editor";

const { NodeSelection } = pm.state

export const frame = (tag, name, { editor, getPos }, parts) => {
  const act = (label, sign, deed) => {
    const button = crel("button", { type: "button", title: label, "aria-label": label, textContent: sign })
    button.addEventListener("click", () => deed(getPos(), button))
    return button
  }
  const bar = crel("div", { className: "block-bar", contentEditable: "false" }, [
    crel("span", { className: "block-name", textContent: name, "data-drag-handle": "" }),
    act(gettext("Move up"), "↑", (pos) => moveBlock(editor, pos, -1, 1)),
    act(gettext("Move down"), "↓", (pos) => moveBlock(editor, pos, 1, 2)),
    act(gettext("Remove"), "×", (pos) => removeBlock(editor, pos)),
  ])
  return crel(tag, { className: "block" }, [bar, ...parts])
}

const moveBlock = (editor, pos, by, button) => {
  const { state, view } = editor
  const place = state.doc.resolve(pos)
  const other = place.parent.maybeChild(place.index() + by)
  if (!other) return
  const node = place.parent.child(place.index())
  const target = by < 0 ? pos - other.nodeSize : pos + other.nodeSize
  const moved = state.tr.delete(pos, pos + node.nodeSize).insert(target, node)
  view.dispatch(moved.setSelection(NodeSelection.create(moved.doc, target)).scrollIntoView())
  view.nodeDOM(target)?.querySelectorAll(".block-bar > *")[button]?.focus()
}

const removeBlock = (editor, pos) => {
  const { state, view } = editor
  view.dispatch(state.tr.delete(pos, pos + state.doc.nodeAt(pos).nodeSize))
  view.focus()
}
