// Rich text on a textarea: Tiptap's pieces with exactly the marks and blocks of the content format.
// The textarea keeps the HTML, so that everything else reads and writes a plain form.
import {
  Blockquote, Bold, BulletList, Code, Document, Editor, HardBreak, Heading, History, Italic, ListItem, Mark,
  OrderedList, Paragraph, Strike, Subscript, Superscript, Text,
} from "../django_prose_editor/editor.js"
import { toolbar } from "./toolbar.js"

const HEADINGS = [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: 3 } }))

const Link = Mark.create({
  name: "link",
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    { tag: "a[href]", getAttrs: (a) => /^(https?:|mailto:)/i.test(a.getAttribute("href")) && null },
  ],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
})

// data-plain: bold words and a colon at its beginning are no label (stoppress/desk/richtext.py).
const OurParagraph = Paragraph.extend({
  addAttributes: () => ({
    plain: {
      default: false,
      keepOnSplit: false,
      parseHTML: (p) => p.hasAttribute("data-plain"),
      renderHTML: ({ plain }) => (plain ? { "data-plain": "" } : {}),
    },
  }),
})
const OurHeading = Heading.extend({ parseHTML: () => HEADINGS }).configure({ levels: [3] })
const OurItem = ListItem.extend({ content: "paragraph" })
const OurQuote = Blockquote.extend({ content: "paragraph+" })

const INLINE = [Text, OurParagraph, Bold, Italic, Strike, Subscript, Superscript, Code, Link, HardBreak, History]
const LISTS = [BulletList, OrderedList, OurItem]
const EXTENSIONS = {
  text: [Document, ...INLINE, ...LISTS, OurHeading, OurQuote],
  standfirst: [Document, ...INLINE, ...LISTS, OurHeading],
  lines: [Document, ...INLINE],
  line: [Document.extend({ content: "paragraph" }), ...INLINE],
}

export function enrich(textarea) {
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  const frame = document.createElement("div")
  frame.className = `rich ${textarea.dataset.rich}`
  textarea.hidden = true
  textarea.before(frame)
  const editor = new Editor({
    element: frame,
    extensions: EXTENSIONS[textarea.dataset.rich],
    content: textarea.value,
    injectCSS: false,
    editorProps: {
      transformPastedHTML: rowsAsLines,
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": label.firstChild.textContent.trim() },
    },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML()
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  label.addEventListener("click", () => editor.commands.focus())
  frame.append(toolbar(editor, textarea.dataset.rich))
  return editor
}

// A table's cells are nothing to the editor: their words would run together. A row becomes a line.
function rowsAsLines(html) {
  return html
    .replace(/<\/?(table|thead|tbody|tfoot)\b[^>]*>/gi, "")
    .replace(/<(\/?)(tr|caption)\b[^>]*>/gi, "<$1p>")
    .replace(/<\/?t[dh]\b[^>]*>/gi, " ")
}

export function enrichAll(root) {
  for (const textarea of root.querySelectorAll("textarea[data-rich]")) enrich(textarea)
}
