// Whether a checkpoint goes on from those that this device was shown, and the proof where it does not.
// seen.js loads it only when a checkpoint comes that differs from the remembered one. After log.js.

const opened = (note) => parseCheckpoint(utf8.encode(note));

// What is to be remembered from now on, of the log at `log`. Throws where nothing can be compared.
export async function take(log, note, kept) {
  const head = opened(note);
  const isNamedAnew = opened(kept.first).origin !== head.origin;
  const keys = await keysFor(head, kept.keys ?? (await keysBehind(kept.first)));
  const isSigned = !!(await signer(head, keys));
  if (isNamedAnew) return { first: note, last: note, since: Date.now(), keys, isSigned, isNamedAnew };
  const fork = (await forkOf(log, kept.first, note)) ?? (await forkOf(log, kept.last, note));
  if (fork && !isSigned) throw Error("nobody is accused by what this browser cannot check");
  return { keys, isSigned, fork, last: opened(kept.last).size > head.size ? kept.last : note };
}

// The first checkpoint was remembered unchecked: one of all the keys that the site names must have signed it.
async function keysBehind(note) {
  const { keys, said } = await siteKeys();
  await signer(opened(note), said.filter(({ kind }) => kind === "key_added").map(({ public: key }) => key));
  return keys;
}

// The keys to hold it to; a key that joins the known ones must stand in a site log that they signed.
async function keysFor({ origin, signatures }, known) {
  const ids = known.map((key) => keyId(origin, unhex(key)));
  if (known.length && signatures.every(({ name, id }) => name !== origin || ids.includes(id))) return known;
  return [...new Set([...known, ...(await siteKeys(known)).keys])];
}

// The proof of docs/reference/log.md, "A fork's proof"; nothing where one may continue the other.
async function forkOf(log, one, other) {
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
