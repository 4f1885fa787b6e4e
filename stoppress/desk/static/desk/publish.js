// Pressing Publish: whatever comes back, the form keeps all its words.
import { problemOf, send } from "./ask.js"

// `before` is waited for before the form is sent; `done` gets the desk's answer when it was taken.
export function publishBy(form, { before = () => {}, done }) {
  const button = form.querySelector("#publish")
  let underWay = false

  form.addEventListener("submit", async (event) => {
    if (event.submitter && event.submitter !== button) return
    event.preventDefault()
    if (underWay) return
    underWay = true
    button.setAttribute("aria-disabled", "true")
    say(form, "")
    await before()
    answered(form, await send(form.action, new FormData(form)), done)
    button.removeAttribute("aria-disabled")
    underWay = false
  })

  // In the capture phase: the rich text would make a line break of it.
  form.addEventListener("keydown", (event) => pressByKey(event, form, button), { capture: true })
}

function pressByKey(event, form, button) {
  if (event.key !== "Enter") return
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault()
    event.stopPropagation()
    form.requestSubmit(button)
  } else if (event.target.matches("input:not([type=file], [type=checkbox])")) {
    event.preventDefault() // Enter in a field publishes nothing and saves nothing: a tired hand's habit
  }
}

function answered(form, answer, done) {
  const { status, body } = answer
  if (status === 200 || body.see) {
    done(body)
  } else if (body.conflict) {
    // The server shows both versions; the form goes there as it stands.
    form.submit()
  } else {
    say(form, problemOf(answer), status === 401 || status === 403)
  }
}

function say(form, words, signIn = false) {
  const problem = form.querySelector("#problem")
  problem.textContent = words
  problem.hidden = !words
  if (signIn) {
    const link = document.createElement("a")
    link.href = "/sign-in"
    link.target = "_blank"
    link.textContent = "Sign in"
    problem.append(" ", link)
  }
  if (words) problem.focus()
}
