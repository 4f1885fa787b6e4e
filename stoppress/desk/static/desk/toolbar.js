// The buttons beneath a rich text. They come after it in the page, so that Tab leads from the headline
// straight into the words; everything they do has a key of its own as well.

const MARKS = [
  ["B", "Bold (Ctrl B)", "bold", (chain) => chain.toggleBold()],
  ["I", "Italic (Ctrl I)", "italic", (chain) => chain.toggleItalic()],
]
const BLOCKS = [
  ["• List", "Bullets (Ctrl Shift 8)", "bulletList", (chain) => chain.toggleBulletList()],
  ["1. List", "Numbers (Ctrl Shift 7)", "orderedList", (chain) => chain.toggleOrderedList()],
  ["Heading", "Heading (Ctrl Alt 3)", "heading", (chain) => chain.toggleHeading({ level: 3 })],
]
const QUOTE = ["Quote", "Quote (Ctrl Shift B); a last line that begins with — is its credit", "blockquote",
  (chain) => chain.toggleBlockquote()]
const BUTTONS = { text: [...MARKS, ...BLOCKS, QUOTE], standfirst: [...MARKS, ...BLOCKS], lines: MARKS, line: MARKS }

export function toolbar(editor, kind) {
  const bar = document.createElement("div")
  bar.className = "toolbar"
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", "Marks")
  const buttons = BUTTONS[kind].map(([text, title, name, press]) => {
    const button = newButton(text, title, () => press(editor.chain().focus()).run())
    button.classList.add(name)
    return [button, name]
  })
  buttons.splice(2, 0, [newButton("Link", "Link (Ctrl K)", () => askForLink(editor)), "link"])
  bar.append(...buttons.map(([button]) => button))
  editor.on("transaction", () => {
    for (const [button, name] of buttons) button.setAttribute("aria-pressed", editor.isActive(name))
  })
  editor.view.dom.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "k") {
      event.preventDefault()
      askForLink(editor)
    }
  })
  return bar
}

function newButton(text, title, press) {
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = text
  button.title = title
  // The words stay selected: a button that took the focus would lose the place.
  button.addEventListener("mousedown", (event) => event.preventDefault())
  button.addEventListener("click", press)
  return button
}

function askForLink(editor) {
  const dialog = document.getElementById("link-dialog")
  const address = document.getElementById("link-address")
  address.value = editor.getAttributes("link").href || ""
  dialog.returnValue = ""
  dialog.onclose = () => setLink(editor, dialog.returnValue, address.value.trim())
  dialog.showModal()
}

function setLink(editor, wish, href) {
  const chain = editor.chain().focus().extendMarkRange("link")
  if (wish === "unset") chain.unsetMark("link").run()
  if (wish !== "set" || !href) return
  const { empty, from } = editor.state.selection
  if (empty && !editor.isActive("link")) {
    // Nothing selected: the address itself becomes the words.
    const words = { type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }
    editor.chain().focus().insertContentAt(from, words).run()
  } else {
    chain.setMark("link", { href }).run()
  }
}
