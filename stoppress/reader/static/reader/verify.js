// The page /-/verify#/<slug>/: reads the log of a coverage again and checks all of it, in this browser.

const part = (id) => document.getElementById(id);
const number = (count) => count.toLocaleString("en");
const SHOWN = 50; // findings that are listed
const BATCH = 250; // revisions between two looks at the screen

function list(id, texts) {
  part(id).replaceChildren(
    ...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
  part(id).parentElement.hidden = !texts.length;
}

function verdict(text, sort) {
  part("verdict").textContent = text;
  part("verdict").className = sort;
}

const breath = () => new Promise((done) => setTimeout(done));

async function progress(done, size) {
  part("progress").hidden = false;
  part("progress").max = size;
  part("progress").value = done;
  await breath();
}

// The lines of contents, as bytes; nothing for those that are missing.
async function contents(log, size) {
  const paths = [];
  for (let n = 0; 256 * n < size; n++)
    paths.push(tilePath("entries", n, 256).replace("tile/entries", "contents"));
  const files = await Promise.all(paths.map((path) => fetched(log + path)));
  return files.flatMap((file) => {
    const lines = [];
    for (let at = 0; at < file.length; ) {
      const end = file.indexOf(10, at);
      lines.push(file.subarray(at, end < 0 ? file.length : end));
      at = end < 0 ? file.length : end + 1;
    }
    return lines.slice(0, 256);
  });
}

async function tiled(log, size) {
  const rows = [];
  for (let n = 0; 256 * n < size; n++) rows.push(...(await tile(log, 0, n, size)));
  return rows;
}

// The hash of each leaf, null for one that is not as it was signed.
async function signedHashes(log, head, leaves, findings) {
  const hashes = leaves.map(leafHash);
  if (leaves.length === head.size && same(rootOf(hashes), head.root)) return hashes;
  const rows = await tiled(log, head.size).catch(() => []);
  if (!rows.length || !same(rootOf(rows), head.root)) {
    findings.push("The checkpoint: neither leaves nor tiles give the root that was signed.");
    return hashes;
  }
  hashes.forEach((hash, n) => {
    if (same(hash, rows[n])) return;
    findings.push(`Position ${n + 1}: the leaf is not the one that was signed.`);
    hashes[n] = null;
  });
  if (leaves.length !== head.size) findings.push(`The log holds ${leaves.length} leaves, not ${head.size}.`);
  return hashes;
}

// The origin in force: the first one, or the one after that from which the log went on.
function originOf(first, { continued }) {
  if (!continued.length) return first;
  const [, before, count] = /^(.*?)(?:\/(\d+))?$/.exec(continued.at(-1).origin) ?? [];
  return `${first}/${before === first && count ? +count + 1 : 2}`;
}

function holdAgainstSite(slug, head, story, hashes, said, findings) {
  const here = said.filter((one) => one.coverage === story.coverage && one.slug === slug);
  const opened = here.find(({ kind }) => kind === "opened");
  if (!opened) return findings.push("The site log does not name this coverage.");
  const expected = originOf(opened.origin, story);
  if (head.origin !== expected) findings.push(`The checkpoint is that of ${head.origin}; the origin is ${expected}.`);
  for (const { size, root, origin, position } of here) {
    if (!size || origin !== head.origin) continue;
    const told = `The site log (position ${position}) tells of ${number(size)} revisions`;
    if (size > head.size) findings.push(`${told}, more than the checkpoint has.`);
    else if (hashes.every(Boolean) && hex(rootOf(hashes.slice(0, size))) !== root)
      findings.push(`${told} with another root.`);
  }
}

function lost(story, hashes) {
  const isHere = ({ size, root, position }) =>
    size < position && hashes.every(Boolean) && hex(rootOf(hashes.slice(0, size))) === root;
  return story.continued
    .filter((one) => !isHere(one))
    .map(({ position, origin, size }) => `At position ${position} the log went on from ${origin}, which had ${size} revisions; not all of those are here.`);
}

async function readLog(log, slug) {
  const [bytes, site] = await Promise.all([
    fetched(`${log}checkpoint`),
    siteKeys().catch((error) => ({ error })),
  ]);
  part("checkpoint").textContent = textOf(bytes);
  const head = parseCheckpoint(bytes);
  if (!head.origin.replace(/\/\d+$/, "").endsWith(`/${slug}/log`)) throw Error(`it is that of ${head.origin}`);
  return { head, site };
}

async function signature({ head, site }, findings, unchecked) {
  if (site.error) findings.push(`The site log: ${site.error.message}.`);
  if (site.error) return false;
  try {
    const key = await signer(head, site.keys);
    if (!key) unchecked.push("The signature: this browser cannot check it here (it needs https and Ed25519).");
    part("vkeys").textContent = site.keys.map((each) => vkey(head.origin, unhex(each))).join("\n");
    return !!key;
  } catch (error) {
    findings.push(`The checkpoint: ${error.message}.`);
  }
}

async function check(slug) {
  const log = `/${slug}/log/`, findings = [], unchecked = [];
  const read = await readLog(log, slug);
  const { head, site } = read;
  const isSigned = await signature(read, findings, unchecked);
  const [leaves, lines] = await Promise.all([entries(log, head.size), contents(log, head.size)]);
  const hashes = await signedHashes(log, head, leaves, findings);
  const story = new Story();
  for (let n = 0; n < head.size; n++) {
    if (n % BATCH === 0) await progress(n, head.size);
    story.take(leaves[n] ?? [], hashes[n] ?? null, lines[n] ?? []);
  }
  story.finish();
  findings.push(...story.findings.map(([position, text]) => `Position ${position}: ${text}.`));
  if (site.said) holdAgainstSite(slug, head, story, hashes, site.said, findings);
  unchecked.push(...lost(story, hashes));
  unchecked.push("Whose the key is: compare it with one that you have from somewhere else.");
  show(head, story, isSigned, findings, unchecked);
}

function show(head, story, isSigned, findings, unchecked) {
  const when = story.at ? new Date(story.at) : null;
  const day = when?.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const count = `${number(head.size)} ${head.size === 1 ? "revision" : "revisions"}`;
  if (findings.length) verdict(`Not whole: ${findings[0]}`, "wrong");
  else if (isSigned) verdict(`Whole: ${count}, all signed. The last is of ${day} UTC.`, "whole");
  else verdict(`Whole in itself: ${count}, the last of ${day} UTC. The signature was not checked.`, "half");
  const more = findings.length - SHOWN;
  list("findings", [...findings.slice(0, SHOWN), ...(more > 0 ? [`And ${number(more)} more.`] : [])]);
  list("gone", explained(story));
  list("unchecked", unchecked);
}

function explained({ gone }) {
  const by = new Map();
  for (const [position, [sort, revision]] of Object.entries(gone))
    by.set(`${sort}|${revision}`, [...(by.get(`${sort}|${revision}`) ?? []), position]);
  return [...by].map(([said, positions]) => {
    const [sort, revision] = said.split("|");
    return `The words of ${positions.length > 1 ? "positions" : "position"} ${positions.join(", ")} are ${sort}; position ${revision} says so. Their place in the record can be checked all the same.`;
  });
}

async function start() {
  asking.cache = "no-store"; // what the server says now
  const [, slug] = /^#\/([a-z0-9](?:-?[a-z0-9])*)\/$/.exec(location.hash) ?? [];
  part("explained").hidden = !!slug;
  part("checked").hidden = !slug;
  for (const id of ["findings", "gone", "unchecked"]) list(id, []);
  for (const id of ["vkeys", "checkpoint"]) part(id).textContent = "";
  if (!slug) return;
  part("coverage").textContent = part("coverage").pathname = `/${slug}/`;
  part("command").textContent = `stoppress verify ${location.origin}/${slug}/`;
  verdict("Checking …", "");
  try {
    await check(slug);
  } catch (error) {
    verdict(`Not checked: ${error.message}.`, "wrong");
  }
  part("progress").hidden = true;
  part("checked").dataset.done = slug;
}

part("copy").onclick = () => {
  navigator.clipboard?.writeText(part("checkpoint").textContent);
  getSelection().selectAllChildren(part("checkpoint"));
};
addEventListener("hashchange", () => location.reload());
start();
