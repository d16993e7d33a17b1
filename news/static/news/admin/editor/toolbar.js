/* The toolbar: words rather than signs, as in the rest of the desk. */
import { Menu, crel, gettext } from "django-prose-editor/editor";
import { isFull } from "./desk.js";
import { SHAPES } from "./entries.js";
import { insertBlock } from "./frame.js";
import { isRight } from "./table.js";

const run = (name, ...args) => (editor) => editor.chain().focus()[name](...args).run()
const can = (name, ...args) => (editor) => editor.can()[name](...args)
const insert = (name) => (editor) => insertBlock(editor, SHAPES[name])
const within = (name, attrs) => (editor) => editor.isActive(name, attrs)
const outside = (name) => (editor) => !editor.isActive(name)

const tool = (name, label, command, rest = {}) => ({ name, label, command, ...rest })

const tableTool = (name, label, command = run(name), rest = {}) =>
  tool(name, label, command, { hidden: outside("table"), ...rest })

const groups = () => [
  [
    tool("heading2", gettext("Heading"), run("toggleHeading", { level: 2 }), { active: within("heading", { level: 2 }) }),
    tool("heading3", gettext("Subheading"), run("toggleHeading", { level: 3 }), { active: within("heading", { level: 3 }) }),
    tool("bulletList", gettext("List"), run("toggleBulletList"), { active: within("bulletList") }),
    tool("orderedList", gettext("Numbered list"), run("toggleOrderedList"), { active: within("orderedList") }),
    tool("blockquote", gettext("Quote"), run("toggleBlockquote"), { active: within("blockquote") }),
  ],
  [
    tool("bold", gettext("Bold"), run("toggleBold"), { active: within("bold") }),
    tool("italic", gettext("Emphasis"), run("toggleItalic"), { active: within("italic") }),
    tool("subscript", gettext("Subscript"), run("toggleSubscript"), { active: within("subscript") }),
    tool("superscript", gettext("Superscript"), run("toggleSuperscript"), { active: within("superscript") }),
    tool("link", gettext("Link"), run("addLink"), {
      active: within("link"),
      enabled: (editor) => !editor.state.selection.empty || editor.isActive("link"),
    }),
    tool("storyLink", gettext("Link to a story"), run("linkToStory")),
    tool("unlink", gettext("Remove link"), run("unsetLink"), { hidden: outside("link") }),
  ],
  [
    tool("picture", gettext("Picture"), run("insertPicture")),
    tool("gallery", gettext("Gallery"), run("insertGallery")),
    tool("film", gettext("Film"), run("insertFilm")),
    tool("document", gettext("Own file"), run("insertDocument")),
    tool("table", gettext("Table"), run("insertTable", { rows: 3, cols: 3, withHeaderRow: true }), { hidden: within("table") }),
    tool("pullQuote", gettext("Pull quote"), run("insertPullQuote"), { active: within("pullQuote") }),
    tool("factBox", gettext("Fact box"), insert("factBox")),
    tool("timeline", gettext("Timeline"), insert("timeline")),
    tool("questions", gettext("Questions and answers"), insert("questions")),
    tool("pageBreak", gettext("Page break"), run("insertPageBreak")),
    tool("note", gettext("Note"), run("toggleWrap", "note"), { active: within("note") }),
  ],
  [
    tableTool("addRowAfter", gettext("Add row")),
    tableTool("addColumnAfter", gettext("Add column")),
    tableTool("deleteRow", gettext("Delete row")),
    tableTool("deleteColumn", gettext("Delete column")),
    tableTool("toggleHeaderCell", gettext("Heading cell")),
    tableTool("numbers", gettext("Numbers to the right"), run("toggleNumbers"), { active: isRight }),
    tableTool("tableCaption", gettext("Caption"), run("editTableCaption")),
    tableTool("deleteTable", gettext("Delete table")),
  ],
  [
    tool("undo", gettext("Undo"), run("undo"), { enabled: can("undo") }),
    tool("redo", gettext("Redo"), run("redo"), { enabled: can("redo") }),
  ],
  [
    tool("tidy", gettext("Tidy"), (editor) => editor.commands.tidyText()),
    tool("punctuation", gettext("Check punctuation"), (editor) => editor.commands.checkPunctuation()),
    tool("find", gettext("Find and replace"), (editor) => editor.commands.openFind()),
    tool("fullScreen", gettext("Full screen"), (editor) => editor.commands.toggleFullScreen(), { active: isFull }),
    tool("keys", gettext("Keyboard shortcuts"), (editor) => editor.commands.showKeys()),
  ],
]

const build = ({ editor, menu }) =>
  groups().map((tools, index) => {
    for (const { label, ...rest } of tools) {
      const button = crel("button", { type: "button", className: "prose-menubar__button", textContent: label })
      menu.defineItem({ groups: `group${index}`, button, ...rest, update: (now) => tell(button, rest, now) })
    }
    return menu.buttonGroup({ editor }, menu.items(`group${index}`))
  })

/* Says to assistive technology what the style sheet shows by classes. */
const tell = (button, { active, enabled }, editor) => {
  if (active) button.ariaPressed = String(active(editor))
  if (enabled) button.ariaDisabled = String(!enabled(editor))
}

/* One stop for the tab key; arrow keys walk along the tools, as a toolbar's keys do. */
const shownIn = (dom) => [...dom.querySelectorAll("button:not(.hidden)")]

const walk = (event) => {
  const buttons = shownIn(event.currentTarget)
  const at = buttons.indexOf(event.target.closest("button"))
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
  if (to === undefined) return
  buttons.at(to % buttons.length).focus()
  event.preventDefault()
}

const rove = (dom, wanted) => {
  const buttons = shownIn(dom)
  const stop = buttons.includes(wanted) ? wanted : (buttons.find((button) => button.tabIndex === 0) ?? buttons[0])
  for (const button of dom.querySelectorAll("button")) button.tabIndex = button === stop ? 0 : -1
}

export const Toolbar = Menu.extend({
  addOptions() {
    return { ...this.parent?.(), defaultItems: false, items: build }
  },

  onCreate(event) {
    this.parent?.(event)
    const { dom } = this.storage
    dom.role = "toolbar"
    dom.ariaLabel = gettext("Tools for the text")
    dom.addEventListener("keydown", walk)
    dom.addEventListener("focusin", (event) => rove(dom, event.target))
    event.editor.on("transaction", () => rove(dom))
    rove(dom, dom.querySelector("button"))
    event.editor.setOptions({
      editorProps: { attributes: { role: "textbox", "aria-multiline": "true", "aria-label": gettext("Text of the story") } },
    })
  },
})
