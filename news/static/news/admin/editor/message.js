/* One line above the text that says what has just happened there. */
import { crel } from "django-prose-editor/editor";

const lines = new WeakMap()

export const messageLine = (view) => {
  if (!lines.has(view.dom)) lines.set(view.dom, crel("p", { className: "editor-message", role: "status" }))
  return lines.get(view.dom)
}

export const tell = (view, words) => {
  messageLine(view).textContent = words
}

export const count = (words, number) => words.replace("%d", number)

/* The editor's own gettext falls back to English where no catalogue was loaded; so does this. */
export const ngettext = (one, many, number) => (window.ngettext ? window.ngettext(one, many, number) : number === 1 ? one : many)
