/* The prose editor of a story's text: a tool for each block of the grammar. Loaded by `news/admin/body.py`. Imports end with a
   semicolon, without which Django would not write hashed names into them. */
export { Carried } from "./carried.js";
export {
  Entries, FactBox, FactLabel, FactList, FactRow, FactTitle, FactValue, Moment, MomentWhat, MomentWhen, Question,
  QuestionAsked, Questions, Timeline,
} from "./entries.js";
export { MediaFigure } from "./figure.js";
export { Note, PullQuote, PullSignature } from "./asides.js";
export { PageBreak } from "./pagebreak.js";
export { PasteClean } from "./paste.js";
export { Pictures } from "./pictures.js";
export { PlainQuote, PlainListItem, PlainLink } from "./plain.js";
export { PlainTable, PlainTableCell, PlainTableHeader } from "./table.js";
export { Desk } from "./desk.js";
export { Find } from "./find.js";
export { Punctuation } from "./punctuation.js";
export { Tidy } from "./tidy.js";
export { Toolbar } from "./toolbar.js";
