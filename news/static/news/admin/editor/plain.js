/* Blocks of the editor held to what the grammar stores: quotes and list items hold paragraphs,
   a link has an address and nothing else. */
import { Blockquote, Link, ListItem, gettext, updateAttrsDialog } from "django-prose-editor/editor";

export const PlainQuote = Blockquote.extend({ content: "paragraph+" })

export const PlainListItem = ListItem.extend({ content: "paragraph+" })

const askAddress = updateAttrsDialog(
  { href: { title: gettext("Address"), required: true } },
  { title: gettext("Link"), submitText: gettext("Update") },
)

export const PlainLink = Link.extend({
  addAttributes: () => ({ href: { default: null } }),

  addMenuItems() {},

  addCommands() {
    return {
      ...this.parent?.(),
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
