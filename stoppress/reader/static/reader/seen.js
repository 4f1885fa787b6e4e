// Remembers, on this device only, the history that it was shown; says at the page's foot if another comes.
// Whether that goes on from the remembered one forks.js checks, loaded only when the two differ.

const coverage = document.getElementById("coverage");
const foot = document.getElementById("seen");
const log = `/${coverage.dataset.slug}/log/`;
const place = `stoppress:${log}`;
const CHECKPOINT = /^[^\n]+\n\d+\n[\w+/]{43}=\n([^]*\n)?\n\u2014 /;
const opening = Date.now();
const whenIdle = self.requestIdleCallback ?? setTimeout;
let kept; // notes `first` and `last`, `since`; once checked `keys`, whether it `isSigned`, the `fork` if there was one
let turn = Promise.resolve(); // one after the other

function made(href, textContent, more) {
  return Object.assign(document.createElement("a"), { href, textContent, ...more });
}

function say(text, ...more) {
  foot.replaceChildren(text, " · ", made(`/-/verify#${log.slice(0, -4)}`, "check it"), ...more);
}

function keep(more) {
  kept = { ...kept, ...more };
  localStorage.setItem(place, JSON.stringify(kept));
}

function accuse() {
  const href = URL.createObjectURL(new Blob([kept.fork], { type: "application/json" }));
  foot.classList.add("forked");
  const proof = made(href, "save the proof", { download: `fork${log.replaceAll("/", "-")}proof.json` });
  say("This site has signed two histories that cannot both be true", " · ", proof);
}

async function take(note) {
  if (kept?.fork || kept?.last === note) return;
  if (kept) {
    const forks = await import(foot.dataset.forks);
    keep(await forks.take(log, note, kept));
  } else if (CHECKPOINT.test(note)) keep({ first: note, last: note, since: opening });
}

async function compare(note) {
  try {
    await take(note);
  } catch (error) {
    if (!(error instanceof TypeError) && kept) // else the network, or nothing to compare with
      say("The signed history could not be compared with what you were shown before");
    return;
  }
  if (kept) tell();
}

function tell() {
  const day = new Date(kept.since).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  const isNew = kept.since >= opening;
  if (kept.fork) accuse();
  else if (kept.isNamedAnew && isNew) say("Signed history, which goes on under another name than before");
  else if (kept.isSigned === false) say(`History unchanged since ${day}; this browser cannot check who signed it`);
  else
    say(
      `${kept.isSigned ? "Signed history" : "History"}, ` +
        (isNew ? "remembered on this device" : `unchanged since your first visit on ${day}`),
    );
}

async function remember() {
  kept = JSON.parse(localStorage.getItem(place));
  coverage.addEventListener("stoppress:checkpoint", ({ detail }) => whenIdle(() => inTurn(detail)));
  const answer = await fetch(`${log}checkpoint`);
  if (answer.ok) await inTurn(await answer.text());
}

const inTurn = (note) => (turn = turn.then(() => compare(note)));

// Where there is no storage, no log or no network: nothing is said.
if (foot) whenIdle(() => remember().catch(() => {}));
