// Keeps an open page in step with its coverage (docs/reference/stream.md). Copy changes only by
// inserting, replacing and removing elements by id.

const { dataset } = main; // its cursor is how far this page has come
const reached = () => Number(dataset.cursor.split(".")[1]);
const isEnded = () => main.querySelector("#state.ended");
const follow = main.querySelector(".follow input"); // on the front page only
const waiting = main.querySelector(".waiting");
const newest = () => byId("timeline")?.firstElementChild;
const held = new Map(); // new posts that wait: their HTML by id
const queue = []; // frames: one each time the browser draws
const asIs = { createHTML: (html) => html };
const policy = self.trustedTypes?.createPolicy("stoppress", asIs) ?? asIs;
let goal, until, rise; // until then the top is on its way back there

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
  else if (held.has(id)) held.set(id, html);
  else if (op === "insert" && byId(into)) {
    if (follow.checked || !newest()) byId(into).prepend(made(html));
    else held.set(id, html);
  }
  return 0;
}

function take(frame) {
  if (frame.position > reached() + 1) catchUp(); // a gap
  if (frame.position !== reached() + 1) return;
  dataset.cursor = dataset.cursor.replace(/\d+$/, frame.position);
  const top = Date.now() < until ? goal : newest() && boxOf(newest()).top;
  still(() => frame.changes.reduce((slip, change) => slip + apply(change), 0));
  if (frame.announce) byId("told").textContent = frame.announce;
  if (waiting) showHeld();
  if (!follow?.checked || frame.kind !== "posted" || !(top >= 0)) return;
  // Whoever follows from the top goes on to the new post; others stay.
  [goal, until] = [top, Date.now() + 1e3];
  clearTimeout(rise);
  rise = setTimeout(() => scrollBy({ top: boxOf(newest()).top - top }), 50);
}

function enqueue(frame) {
  if (document.hidden) take(frame);
  else if (queue.push(frame) === 1) requestAnimationFrame(turn);
}

function turn() {
  take(queue.shift());
  if (queue.length) requestAnimationFrame(turn);
}

// ---- New posts wait behind a button, or come in at once

function showHeld() {
  waiting.hidden = !held.size;
  waiting.textContent = held.size > 1 ? `${held.size} new posts` : "1 new post";
}

function reveal() {
  for (const html of held.values()) newest().before(made(html));
  held.clear();
  showHeld();
  newest().scrollIntoView();
  focus(newest());
}

if (follow) {
  waiting.onclick = reveal;
  follow.parentElement.hidden = false;
  follow.onchange = () => {
    if (held.size) reveal();
    localStorage.follow = follow.checked ? "yes" : "";
  };
}

// ---- A stream; where it fails, the delta

const address = `/${dataset.slug}/`;
let source, asking, timer;
let failures = 0;

function later(act, seconds) {
  clearTimeout(timer);
  timer = setTimeout(act, seconds * 1e3);
}

function connect() {
  source?.close();
  if (isEnded()) return;
  source = new EventSource(`${address}stream?after=${dataset.cursor}`);
  const on = (name, act) =>
    source.addEventListener(name, ({ data }) => {
      later(fail, 45); // so long a silence: the line is dead
      act(JSON.parse(data));
    });
  on("hello", () => (failures = 0));
  on("change", enqueue);
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
    const answer = await fetch(`${address}after/${dataset.cursor}`, asking);
    if (answer.status === 410) reload();
    if (answer.ok) (await answer.json()).events.forEach(enqueue);
  } catch {} // there is a next time
}

function poll() {
  if (!document.hidden && (isEnded() || failures > 2)) catchUp();
  setTimeout(poll, (isEnded() ? 55e3 : 8e3) + Math.random() * 5e3);
}

// The cursor leads nowhere: take the page anew.
async function reload() {
  again(30);
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const html = policy.createHTML(await answer.text());
  const page = new DOMParser().parseFromString(html, "text/html");
  held.clear();
  still(() => {
    for (const part of main.querySelectorAll("[id]:not(#posts, article, article *)"))
      part.replaceWith(page.getElementById(part.id) ?? "");
  });
  dataset.cursor = page.getElementById("coverage").dataset.cursor;
  if (waiting) showHeld();
  connect();
}

function wake() {
  catchUp();
  connect();
}

addEventListener("pageshow", ({ persisted }) => persisted && wake());
document.addEventListener("visibilitychange", () => document.hidden || wake());
connect();
poll();
if (follow) follow.checked = localStorage.follow; // last: this may throw
