// Keeps an open page in step with its coverage (docs/reference/stream.md).

const { dataset } = main; // no cursor: a page of the past
const reached = () => Number(dataset.cursor.split(".")[1]);
const isEnded = () => main.querySelector("#state.ended");
const follow = dataset.cursor && main.querySelector(".follow input"); // on the front page only
const waiting = main.querySelector(".waiting");
const newest = () => byId("timeline")?.firstElementChild;
const held = new Map(); // HTML of posts that wait
const queue = []; // frames: new posts together, else one a draw
const asIs = { createHTML: (html) => html };
const policy = self.trustedTypes?.createPolicy("stoppress", asIs) ?? asIs;
let goal, until, rise; // until then the top is on its way there

const parsed = (html) => new DOMParser().parseFromString(policy.createHTML(html), "text/html");

function made(html) {
  const element = parsed(html).body.firstElementChild;
  element.classList.add("fresh");
  return element;
}

function apply({ op, id, above, into, html }) {
  const old = byId(id);
  if (op === "move") old && (above ? byId(above)?.before(old) : byId(into)?.append(old));
  else if (op === "remove") held.delete(id) || old?.remove();
  else if (old) return swap(old, made(html));
  else if (held.has(id)) held.set(id, html);
  else if (op === "insert" && byId(into)) {
    if (follow.checked || !newest()) byId(into).prepend(made(html));
    else held.set(id, html);
  }
}

function take({ position, kind, changes, announce }) {
  const step = position - reached();
  if (step > 1) catchUp(); // a gap
  if (step !== 1) return;
  dataset.cursor = dataset.cursor.replace(/\d+$/, position);
  const top = Date.now() < until ? goal : newest() && boxOf(newest()).top;
  for (const change of changes) still(() => apply(change));
  if (announce === "New post:")
    announce += ` ${parsed(changes.find(({ into }) => into).html).querySelector("h2").textContent}`;
  if (announce) byId("told").textContent = announce;
  if (waiting) showHeld();
  if (kind === "reopened") connect();
  if (!follow?.checked || kind !== "posted" || !(top >= 0)) return;
  // A follower goes on to it.
  [goal, until] = [top, Date.now() + 1e3];
  clearTimeout(rise);
  rise = setTimeout(() => scrollBy({ top: boxOf(newest()).top - top }), 50);
}

function enqueue(frame) {
  if (queue.push(frame) === 1) requestAnimationFrame(turn);
}

function turn() {
  do take(queue.shift());
  while (queue[0]?.kind === "posted");
  if (queue.length) requestAnimationFrame(turn);
}

function showHeld() {
  waiting.hidden = !held.size;
  waiting.textContent = `${held.size} new post${held.size > 1 ? "s" : ""}`;
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
    localStorage.follow = follow.checked || "";
  };
}

let failures = 0;
let source, asking, timer;

function later(act, seconds) {
  clearTimeout(timer);
  timer = setTimeout(act, seconds * 1e3);
}

function connect() {
  source?.close();
  if (isEnded() || document.hidden) return; // tabs share six
  source = new EventSource(`/${dataset.slug}/stream?after=${dataset.cursor}`);
  for (const name in heard)
    source.addEventListener(name, ({ data }) => {
      later(fail, 45); // dead
      heard[name](JSON.parse(data));
    });
  source.onerror = fail;
  later(fail, 45);
}

const heard = {
  hello() {},
  change: enqueue,
  reset: reload,
  bye: () => again(5),
  hb({ position, checkpoint: detail }) {
    failures = 0; // it lasts
    if (position > reached()) catchUp();
    if (detail) main.dispatchEvent(new CustomEvent("stoppress:checkpoint", { detail }));
  },
};

function again(seconds) {
  source?.close();
  later(connect, 1 + Math.random() * seconds);
}

const fail = () => again(Math.min(29, 2 ** ++failures));

async function catchUp() {
  asking?.abort();
  if (document.hidden) return;
  asking = new AbortController();
  try {
    const answer = await fetch(`/${dataset.slug}/after/${dataset.cursor}`, asking);
    if (answer.status === 410) reload();
    if (answer.ok) (await answer.json()).events.forEach(enqueue);
  } catch {}
}

function poll() {
  if (isEnded() || failures > 2) catchUp();
  setTimeout(poll, (isEnded() ? 55e3 : 8e3) + Math.random() * 5e3);
}

async function reload() {
  again(30);
  const answer = await fetch(location.pathname);
  if (answer.redirected || answer.status === 410) location.reload();
  if (!answer.ok) return;
  const page = parsed(await answer.text());
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

if (dataset.cursor) {
  addEventListener("pageshow", ({ persisted }) => persisted && wake());
  document.addEventListener("visibilitychange", wake);
  connect();
  poll();
}
if (follow) follow.checked = localStorage.follow; // may throw
