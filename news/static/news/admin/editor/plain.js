/* Blocks of the editor held to what the grammar stores: quotes and list items hold paragraphs,
   a link has an address and nothing else. */
import { Blockquote, Link, ListItem, gettext, updateAttrsDialog } from "django-prose-editor/editor";
import { pickStory } from "./picker.js";

export const PlainQuote = Blockquote.extend({ content: "paragraph+" })

export const PlainListItem = ListItem.extend({ content: "paragraph+" })

const askAddress = updateAttrsDialog(
  { href: { title: gettext("Address"), required: true } },
  { title: gettext("Link"), submitText: gettext("Update") },
)

export const PlainLink = Link.extend({
  addOptions() {
    return { ...this.parent?.(), storiesUrl: "" }
  },

  addAttributes: () => ({ href: { default: null } }),

  addMenuItems() {},

  addKeyboardShortcuts() {
    return {
      "Mod-k": ({ editor }) => editor.commands.addLink(),
      "Mod-Shift-k": ({ editor }) => editor.commands.linkToStory(),
    }
  },

  addCommands() {
    const { storiesUrl } = this.options
    return {
      ...this.parent?.(),
      linkToStory:
        () =>
        ({ editor }) => {
          pickStory(storiesUrl).then((story) => {
            const chain = editor.chain().focus()
            if (!story) return chain.run()
            const { empty } = editor.state.selection
            if (!empty || editor.isActive("link")) return chain.extendMarkRange("link").setLink({ href: story.address }).run()
            const marks = [{ type: "link", attrs: { href: story.address } }]
            return chain.insertContent({ type: "text", text: story.title, marks }).run()
          })
          return true
        },
      addLink:
        () =>
        ({ editor }) => {
          if (editor.state.selection.empty && !editor.isActive("link")) return false
          askAddress(editor, editor.getAttributes("link")).then((answer) => {
            const chain = editor.chain().focus().extendMarkRange("link")
            if (answer?.href) chain.setLink({ href: answer.href.trim() }).run()
          })
          return true
        },
    }
  },
})
