/* Where the panels stand among the fields, below the text, they begin folded: a phone shows their names. */
import { enhance } from "./elements.js";

const isNarrow = matchMedia("(width < 56rem)").matches
const speaks = (panel) => panel.querySelector("[role=status], .errorlist") || panel.closest(":target")

enhance("details[data-fold]", (panel) => {
  if (isNarrow && !speaks(panel)) panel.open = false
})
