// Sending a form to the desk from a script, with a form token that is never stale.

const SECONDS = 20

// {status, body}; status 0: no answer came, and nobody knows whether the desk has taken it.
export async function send(url, data, seconds = SECONDS) {
  let answer = await once(url, data, seconds)
  if (answer.status === 403 && (await freshToken())) {
    data.set("csrfmiddlewaretoken", token().value)
    answer = await once(url, data, seconds)
  }
  return answer
}

async function once(url, data, seconds) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(seconds * 1000),
      redirect: "error",
    })
    const body = await response.json().catch(() => ({}))
    return { status: response.status, body }
  } catch (error) {
    return { status: 0, body: {}, late: error.name === "TimeoutError" }
  }
}

// Signing in again in another tab makes every open page's token stale.
async function freshToken() {
  const url = document.querySelector("[data-token]").dataset.token
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } })
    if (!response.ok) return false
    const fresh = (await response.json()).token
    for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = fresh
    return true
  } catch {
    return false
  }
}

export function token() {
  return document.getElementsByName("csrfmiddlewaretoken")[0]
}

// One line for the person: what happened, and what to do.
export function problemOf({ status, body, late }) {
  if (late) return "No answer from the desk yet. Press Publish again; it will not be published twice."
  if (status === 0) return "The desk cannot be reached. Your words are kept here; press Publish again."
  if (status === 401 || status === 403)
    return "You are signed out. Sign in in another tab, then press Publish again."
  if (status === 413) return "This is too big to send; make the picture smaller or split the post."
  if (body.error) return body.error
  return `The desk failed (${status}). Your words are kept here; press Publish again.`
}

// crypto.randomUUID is missing on a desk that is reached over plain HTTP.
export function newPress() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5")
}
