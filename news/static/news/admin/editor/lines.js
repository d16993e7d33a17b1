/* The text as lines, one for each block that holds words, with the place of each character. */
export const linesOf = (doc) => {
  const lines = []
  doc.descendants((node, pos, parent) => {
    if (!node.isTextblock) return true
    let text = ""
    // Whatever is no text counts one place in the document, and one character here.
    node.forEach((child) => (text += child.isText ? child.text : child.type.name === "hardBreak" ? "\n" : "\ufffc"))
    lines.push({ text, from: pos + 1, node, parent })
    return false
  })
  return lines
}
