// Keeps fresh who reads now and who has been handed what, while somebody looks. Without script the
// desk says nothing of it.
const EVERY_MS = 2000
const SOON_MS = 400 // the first look makes the desk ask the edges; then it knows
const place = document.getElementById("reading")

async function look() {
  if (document.hidden) return
  try {
    const response = await fetch(place.dataset.reading, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(EVERY_MS),
    })
    if (response.ok) show(await response.json())
  } catch {
    // The state line says that the desk cannot be reached.
  }
}

function show(heard) {
  say(place, [heard.readers, heard.silent].filter(Boolean).join(" · "))
  for (const [name, words] of [["post", heard.posts], ["coverage", heard.coverages]])
    for (const one of document.querySelectorAll(`[data-reading-${name}]`))
      say(one, words?.[one.getAttribute(`data-reading-${name}`)] ?? "")
}

function say(where, words) {
  if (where.textContent !== words) where.textContent = words
}

look()
setTimeout(look, SOON_MS)
setInterval(look, EVERY_MS)
document.addEventListener("visibilitychange", look)
