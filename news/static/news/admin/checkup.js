/* A finding of the check-up leads to the words it is about: in the prose editor, or within a field. */
import { enhance } from "./elements.js";

const selectIn = (node, said) => {
  const words = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
  const texts = []
  while (words.nextNode()) texts.push(words.currentNode)
  const start = texts.map((text) => text.data).join("").indexOf(said)
  if (!said || start < 0) return
  const at = (place) => {
    for (const text of texts) {
      if (place <= text.length) return [text, place]
      place -= text.length
    }
    return [texts.at(-1), texts.at(-1).length]
  }
  const range = document.createRange()
  range.setStart(...at(start))
  range.setEnd(...at(start + said.length))
  getSelection().removeAllRanges()
  getSelection().addRange(range)
}

const inEditor = (link) => {
  const editor = document.querySelector(".field-body .ProseMirror")
  const block = editor?.children[Number(link.dataset.block)]
  if (!block) return false
  editor.focus({ preventScroll: true })
  block.scrollIntoView({ block: "center" })
  selectIn(block, link.dataset.said)
  return true
}

const inField = (link) => {
  const field = document.querySelector(link.hash)
  if (!field) return
  field.closest("details")?.setAttribute("open", "")
  field.scrollIntoView({ block: "center" })
  field.focus({ preventScroll: true })
  const start = field.setSelectionRange && link.dataset.said ? field.value.indexOf(link.dataset.said) : -1
  if (start >= 0) field.setSelectionRange(start, start + link.dataset.said.length)
}

enhance(".found a[data-field]", (link) => {
  link.addEventListener("click", (event) => {
    event.preventDefault()
    if (!link.dataset.block || !inEditor(link)) inField(link)
  })
})
