// Remembers, on this device only, the signed history it was shown; says at the page's foot if another comes.

const coverage = document.getElementById("coverage");
const foot = document.getElementById("seen");
const log = `/${coverage.dataset.slug}/log/`;
const place = `stoppress:${log}`;
const opened = (note) => parseCheckpoint(utf8.encode(note));
let kept; // notes `first` and `last`, `since`, `keys`, whether it `isSigned`, the `fork` if there was one

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

// RFC 6962, 2.1.2, with the node that it starts from.
function consistencyPath(log, old, size) {
  let start = 0, end = size;
  const parts = [];
  while (end !== old) {
    const middle = start + 2 ** Math.ceil(Math.log2(end - start) - 1);
    if (old <= middle) parts.push([middle, end]), (end = middle);
    else parts.push([start, middle]), (start = middle);
  }
  const kept = {};
  const read = (level, index) => (kept[`${level}/${index}`] ??= tile(log, level, index, size));
  return Promise.all([[start, end], ...parts.reverse()].map((part) => rangeRoot(read, ...part)));
}

async function rangeRoot(read, start, end) {
  const roots = [];
  while (start < end) {
    const height = Math.floor(Math.log2(end - start));
    const level = height >> 3, count = 2 ** (height & 7), first = start / 256 ** level;
    const hashes = await read(level, Math.floor(first / 256));
    roots.push(rootOf(hashes.slice(first % 256, (first % 256) + count)));
    start += 2 ** height;
  }
  return roots.reduceRight((right, left) => nodeHash(left, right));
}

// RFC 9162, 2.1.4.2: the old and the new root that such a path leads to, 0 < old < size.
function rootsAlong(path, old, size) {
  let at = old - 1, last = size - 1;
  const up = () => ([at, last] = [Math.floor(at / 2), Math.floor(last / 2)]);
  while (at % 2) up();
  let [before, now] = [path[0], path[0]];
  for (const beside of path.slice(1)) {
    if (at % 2 || at === last) {
      [before, now] = [nodeHash(beside, before), nodeHash(beside, now)];
      while (at && !(at % 2)) up();
    } else now = nodeHash(now, beside);
    up();
  }
  return [before, now];
}

// The proof of docs/reference/log.md, "A fork's proof"; nothing where one may continue the other.
async function forkOf(one, other) {
  const [smaller, larger] = opened(one).size <= opened(other).size ? [one, other] : [other, one];
  const [old, { origin, size, root }] = [opened(smaller), opened(larger)];
  let path = [], before = old.size ? root : sha256();
  if (old.size && old.size < size) {
    let now;
    path = await consistencyPath(log, old.size, size);
    [before, now] = rootsAlong(path, old.size, size);
    if (!same(now, root)) throw Error("the tiles are not those of the checkpoint");
  }
  if (same(before, old.root)) return;
  return JSON.stringify({ format: "stoppress-fork/1", origin, smaller, larger, path: path.map(base64) });
}

function accuse() {
  const href = URL.createObjectURL(new Blob([kept.fork], { type: "application/json" }));
  foot.classList.add("forked");
  const proof = made(href, "save the proof", { download: `fork${log.replaceAll("/", "-")}proof.json` });
  say("This site has signed two histories that cannot both be true", " · ", proof);
}

// The keys to hold it to; a key that joins the known ones must stand in a site log that they signed.
async function keysFor({ origin, signatures }, known = []) {
  const ids = known.map((key) => keyId(origin, unhex(key)));
  if (known.length && signatures.every(({ name, id }) => name !== origin || ids.includes(id))) return known;
  return [...new Set([...known, ...(await siteKeys(known)).keys])];
}

async function take(note) {
  const head = opened(note);
  if (kept?.fork || kept?.last === note) return;
  const isNamedAnew = kept && opened(kept.first).origin !== head.origin;
  const keys = await keysFor(head, kept?.keys);
  const isSigned = !!(await signer(head, keys));
  if (!kept || isNamedAnew) return keep({ first: note, last: note, since: Date.now(), keys, isSigned, isNamedAnew });
  const fork = (await forkOf(kept.first, note)) ?? (await forkOf(kept.last, note));
  if (fork && !isSigned) throw Error("nobody is accused by what this browser cannot check");
  keep({ keys, isSigned, fork, last: opened(kept.last).size > head.size ? kept.last : note });
}

async function compare(note) {
  try {
    await take(note);
  } catch (error) {
    if (!(error instanceof TypeError) && kept) // else the network, or nothing to compare with
      say("The signed history could not be compared with what you were shown before");
    return;
  }
  const day = new Date(kept.since).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  if (kept.fork) accuse();
  else if (kept.isNamedAnew && kept.since >= opening) say("Signed history, which goes on under another name than before");
  else if (kept.isSigned) say(`Signed history, ${kept.since < opening ? `unchanged since your first visit on ${day}` : "remembered on this device"}`);
  else say(`History unchanged since ${day}; this browser cannot check who signed it`);
}

const opening = Date.now();

async function remember() {
  kept = JSON.parse(localStorage.getItem(place));
  coverage.addEventListener("stoppress:checkpoint", ({ detail }) => compare(detail));
  await compare(textOf(await fetched(`${log}checkpoint`)));
}

// Where there is no storage, no log or no network: nothing is said.
if (foot) (self.requestIdleCallback ?? setTimeout)(() => remember().catch(() => {}));
