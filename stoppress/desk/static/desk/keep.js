// Never lose a word: each change is kept in this browser at once, and at the desk a moment later.
import { newPress, send, token } from "./ask.js"

const LOCAL_MS = 250
const DESK_MS = 2500
// Where the desk keeps no draft any more, and what it says instead.
const DONE = {
  published: "This has been published already.",
  removed: "The words of this post were removed; no draft of it is kept.",
}

export class Keeper {
  constructor(form) {
    this.form = form
    this.prefix = `desk|${form.dataset.person}|${form.dataset.home}|`
    this.touched = false
    this.closed = false
    form.addEventListener("input", () => this.change())
    // A phone may never come back to a page that it has put away.
    addEventListener("pagehide", () => this.touched && this.keepHere())
    addEventListener("online", () => this.touched && this.keepAtDesk())
  }

  change() {
    if (this.closed) return
    this.touched = true
    this.form.elements.stroke.value = Number(this.form.elements.stroke.value) + 1
    clearTimeout(this.local)
    this.local = setTimeout(() => this.keepHere(), LOCAL_MS)
    this.desk ??= setTimeout(() => this.keepAtDesk(), DESK_MS)
  }

  get key() {
    return this.prefix + this.form.elements.submission.value
  }

  keepHere() {
    if (this.closed) return
    const fields = [...textOf(this.form)].filter(([name]) => !isToken(name))
    try {
      localStorage.setItem(this.key, JSON.stringify(fields))
    } catch {
      // Full or forbidden: the desk's copy must do.
    }
  }

  async keepAtDesk() {
    clearTimeout(this.desk)
    this.desk = undefined
    if (this.closed) return
    const { status, body } = await send(this.form.dataset.draft, textOf(this.form))
    if (this.closed) return
    if (status === 200 && body.kept === "removed") this.close()
    if (status === 200 && body.kept === "elsewhere") this.part()
    else this.say(savedWords(status, body))
  }

  // Another tab is writing the same draft: from here on these are two.
  part() {
    this.form.elements.submission.value = newPress()
    this.keepHere()
    return this.keepAtDesk()
  }

  say(words) {
    this.form.querySelector("#saved").textContent = words
  }

  // The words are in the record, or thrown away: nothing is kept any more.
  close() {
    this.closed = true
    clearTimeout(this.local)
    clearTimeout(this.desk)
    localStorage.removeItem(this.key)
  }

  // Bring what this browser kept and the desk never got to the desk, and show it.
  async restore() {
    for (const [key, fields] of keptHere(this.prefix)) {
      if (key === this.key && strokeIn(fields) <= Number(this.form.elements.stroke.value)) continue
      await this.bring(key, fields)
    }
  }

  async bring(key, fields) {
    const data = new FormData()
    for (const [name, value] of fields) data.append(name, value)
    data.set("csrfmiddlewaretoken", token().value)
    const { status, body } = await send(this.form.dataset.draft, data)
    if (status !== 200) return this.say("This browser holds a draft that the desk has not got; load this page again.")
    if (key !== this.key || DONE[body.kept]) localStorage.removeItem(key) // the desk has it now
    const isFresh = !document.getElementById("restored")
    if (!this.touched && (key === this.key ? body.kept === "kept" : isFresh && body.kept === "new")) {
      location.replace(`${this.form.dataset.home}?draft=${data.get("submission")}`)
    }
  }
}

function savedWords(status, body) {
  if (status !== 200) return `The draft is kept in this browser${status === 401 ? "; you are signed out" : " only"}.`
  return DONE[body.kept] ?? `Draft saved ${body.at}`
}

// The form without its files: those go to the desk when they are chosen.
export function textOf(form) {
  const data = new FormData(form)
  for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name)
  return data
}

function keptHere(prefix) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix))
    return keys.map((key) => [key, JSON.parse(localStorage.getItem(key))])
  } catch {
    return [] // forbidden, or not of our making
  }
}

function strokeIn(fields) {
  return Number(fields.find(([name]) => name === "stroke")?.[1] ?? 0)
}

function isToken(name) {
  return name === "csrfmiddlewaretoken"
}
