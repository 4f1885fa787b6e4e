// The form of a shared thing: rich text, and what was typed kept in this browser until it is published.
import { enrichAll } from "./editor.js"

const form = document.getElementById("thing")
const key = `thing|${form.dataset.person}|${location.pathname}`
const OURS = ["csrfmiddlewaretoken", "submission", "made_from", "ended_too"]

if (document.querySelector(".note.success")) forget()
else if (!document.getElementById("problem")?.textContent) restore()
enrichAll(form)
form.addEventListener("input", keep)
form.addEventListener("keydown", pressByKey, { capture: true })

function pressByKey(event) {
  if (event.key !== "Enter") return
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault()
    event.stopPropagation()
    form.requestSubmit(document.getElementById("publish"))
  } else if (event.target.matches("input:not([type=checkbox])")) {
    event.preventDefault() // as in the composer: a tired hand's habit must publish nothing
  }
}

function keep() {
  const fields = [...new FormData(form)].filter(([name]) => !OURS.includes(name))
  try {
    localStorage.setItem(key, JSON.stringify([form.elements.made_from.value, fields]))
  } catch {
    // Full or forbidden: then only the page itself holds the words.
  }
}

function restore() {
  const [madeFrom, fields] = kept()
  if (!fields) return
  // Made from an older version: it stays so, and the desk will show both.
  form.elements.made_from.value = madeFrom
  for (const [name, value] of fields) if (form.elements[name]) form.elements[name].value = value
  const note = document.getElementById("restored")
  note.hidden = false
  note.querySelector("button").addEventListener("click", () => {
    forget()
    location.reload()
  })
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? []
  } catch {
    return []
  }
}

function forget() {
  try {
    localStorage.removeItem(key)
  } catch {
    // Nothing was kept then.
  }
}
