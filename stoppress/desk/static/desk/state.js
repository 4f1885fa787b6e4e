// Keeps the line that says what readers see fresh. Without script it is as fresh as the page.
const EVERY_MS = 5000
const line = document.getElementById("state")

async function look() {
  if (document.hidden) return
  try {
    const response = await fetch(line.dataset.state, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(EVERY_MS),
    })
    if (response.ok) show(await response.json())
    else if (response.status === 401) say("readers", "You are signed out. Sign in in another tab.", "bad")
  } catch {
    say("readers", "The desk cannot be reached. What you write is kept in this browser.", "bad")
  }
}

function show(state) {
  say("readers", state.readers, state.readers_level)
  say("signing", state.signing, state.signing_level)
  document.getElementById("waiting").textContent = state.removals ? ` (${state.removals})` : ""
}

// Only what is new is written, so that nobody hears the same twice.
function say(id, words, level) {
  const place = document.getElementById(`state-${id}`)
  if (place.textContent !== words) place.textContent = words
  place.className = level
}

setInterval(look, EVERY_MS)
document.addEventListener("visibilitychange", look)
