// Adding, moving and removing the sections of the composer. Without script its buttons ask the server.
import { enrichAll } from "./editor.js"

export function arrangeSections(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]")
    const act = button && { add, up, down, remove }[button.name]
    if (act) {
      event.preventDefault()
      act(form, button)
      changed(form)
    }
  })
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-more-links]")
    if (button) button.previousElementSibling.append(filled("blank-link", keyOf(button)))
  })
  for (const button of form.querySelectorAll("[data-more-links]")) button.hidden = false
}

export function addSection(form, kind) {
  const section = filled(`blank-${kind}`, newKey()).firstElementChild
  form.querySelector("#sections").append(section)
  enrichAll(section)
  for (const button of section.querySelectorAll("[data-more-links]")) button.hidden = false
  return section
}

function add(form, button) {
  const section = addSection(form, button.value)
  section.scrollIntoView({ block: "nearest" })
  section.querySelector(".ProseMirror, input:not([type=hidden]), select")?.focus()
}

function up(form, button) {
  const section = sectionOf(button)
  section.previousElementSibling?.before(section)
  button.focus()
}

function down(form, button) {
  const section = sectionOf(button)
  section.nextElementSibling?.after(section)
  button.focus()
}

// What was removed can be brought back, as long as the page stays open.
function remove(form, button) {
  const section = sectionOf(button)
  const note = document.createElement("p")
  note.className = "note removed"
  note.append(`${section.querySelector("legend").textContent} removed. `)
  const undo = document.createElement("button")
  undo.type = "button"
  undo.textContent = "Bring it back"
  undo.addEventListener("click", () => {
    note.replaceWith(section)
    changed(form)
  })
  note.append(undo)
  section.replaceWith(note)
  undo.focus()
}

function filled(template, key) {
  const copy = document.createElement("template")
  copy.innerHTML = document.getElementById(template).innerHTML.replaceAll("__key__", key)
  return copy.content
}

function sectionOf(button) {
  return button.closest(".section")
}

function keyOf(button) {
  return sectionOf(button).dataset.key
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(4))
  return `s${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`
}

function changed(form) {
  form.dispatchEvent(new Event("input", { bubbles: true }))
}
