// Keeps an open page in step with its coverage (docs/reference/stream.md). It changes copy only by
// inserting, replacing and removing elements by id, and never moves what is being read.

const reached = () => Number(main.dataset.cursor.split(".")[1]);
const isEnded = () => document.querySelector("#state.ended");
const timeline = () => byId("timeline"); // on the front page only, like the next two
const follow = document.querySelector(".follow input");
const waiting = document.querySelector(".waiting");
const held = new Map(); // new posts that wait for the reader: their HTML by id
const asIs = { createHTML: (html) => html };
const policy = self.trustedTypes?.createPolicy("stoppress", asIs) ?? asIs;

// ---- Frames

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  template.content.firstElementChild.classList.add("fresh");
  return template.content.firstElementChild;
}

function apply({ op, id, into, html }) {
  const old = byId(id);
  if (op === "remove") old ? old.remove() : held.delete(id);
  else if (old) return swap(old, made(html));
  else if (op === "insert" && follow && (follow.checked || !timeline().firstElementChild))
    timeline().prepend(made(html));
  else if (held.has(id) || (op === "insert" && byId(into))) held.set(id, html);
  return 0;
}

let goal, rise; // where the top of the timeline is on its way back to

function take(frame) {
  if (frame.position > reached() + 1) catchUp(); // something before it is missing
  if (frame.position !== reached() + 1) return;
  main.dataset.cursor = main.dataset.cursor.replace(/\d+$/, frame.position);
  const top = goal ?? (timeline() ? boxOf(timeline()).top : -1);
  still(() => frame.changes.reduce((slip, change) => slip + apply(change), 0));
  if (frame.announce) byId("told").textContent = frame.announce;
  showHeld();
  // Whoever follows from the top goes on to the new post; everybody else stays.
  const by = top < 0 ? 0 : boxOf(timeline()).top - top;
  if (!by) return;
  goal = top;
  scrollBy({ top: by });
  clearTimeout(rise);
  rise = setTimeout(() => (goal = undefined), 800);
}

// ---- The reader's choice: new posts wait behind a button, or come in at once

function showHeld() {
  if (!waiting) return;
  waiting.hidden = !held.size;
  waiting.textContent = held.size > 1 ? `${held.size} new posts` : "1 new post";
}

function reveal() {
  for (const html of held.values()) timeline().prepend(made(html));
  held.clear();
  showHeld();
  timeline().scrollIntoView();
  focus(timeline().firstElementChild);
}

if (follow) {
  waiting.onclick = reveal;
  follow.parentElement.hidden = false;
  follow.onchange = () => {
    if (held.size) reveal();
    localStorage.follow = follow.checked ? "yes" : "";
  };
  try {
    follow.checked = localStorage.follow;
  } catch {} // no storage: the choice lasts as long as the page
}

// ---- The line: a stream; where it fails, the delta

const address = `/${main.dataset.slug}/`;
let source, asking, timer, left;
let failures = 0;

function later(act, seconds) {
  clearTimeout(timer);
  timer = setTimeout(act, seconds * 1000);
}

function connect() {
  source?.close();
  if (isEnded()) return;
  source = new EventSource(`${address}stream?after=${main.dataset.cursor}`);
  const on = (name, act) =>
    source.addEventListener(name, ({ data }) => {
      later(fail, 45); // no word for so long: the line is dead
      act(JSON.parse(data));
    });
  on("hello", () => (failures = 0));
  on("change", take);
  on("hb", ({ position }) => position > reached() && catchUp());
  on("reset", reload);
  on("bye", () => again(5));
  source.onerror = fail;
  later(fail, 45);
}

function again(seconds) {
  source?.close();
  later(connect, 1 + Math.random() * seconds);
}

function fail() {
  again(Math.min(29, 2 ** ++failures));
}

async function catchUp() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(`${address}after/${main.dataset.cursor}`, asking);
    if (answer.status === 410) reload();
    if (answer.ok) (await answer.json()).events.forEach(take);
  } catch {} // the next turn comes anyway
}

function poll() {
  if (!document.hidden && (isEnded() || failures > 2)) catchUp();
  setTimeout(poll, (isEnded() ? 55000 : 8000) + Math.random() * 5000);
}

// The cursor leads nowhere any more: take the page anew.
async function reload() {
  again(30);
  const answer = await fetch(location.pathname).catch(() => ({}));
  if (!answer.ok) return;
  const html = policy.createHTML(await answer.text());
  const page = new DOMParser().parseFromString(html, "text/html");
  held.clear();
  still(() => {
    for (const part of main.querySelectorAll("[id]:not(article, article *)"))
      part.replaceWith(page.getElementById(part.id) ?? "");
  });
  main.dataset.cursor = page.getElementById("coverage").dataset.cursor;
  showHeld();
  connect();
}

function wake() {
  catchUp();
  connect();
}

addEventListener("pageshow", ({ persisted }) => persisted && wake());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) left = Date.now();
  else if (Date.now() - left > 3000) wake();
});
connect();
poll();
