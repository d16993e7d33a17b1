/* The prose editor of a story's text: one tool for each common block of the grammar, and one
   node that carries every other block whole. Loaded by `news/admin/body.py`. Imports end with a
   semicolon, without which Django would not write hashed names into them. */
export { Carried } from "./carried.js";
export { MediaFigure } from "./figure.js";
export { Note, PullQuote, PullSignature } from "./asides.js";
export { PageBreak } from "./pagebreak.js";
export { PasteClean } from "./paste.js";
export { PlainQuote, PlainListItem, PlainLink } from "./plain.js";
export { PlainTable, PlainTableCell, PlainTableHeader } from "./table.js";
export { Toolbar } from "./toolbar.js";
