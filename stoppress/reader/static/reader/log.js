// Formats of docs/reference/log.md: notes, checkpoints, tree, tiles. A note is not believed unless checked.
// SHA-256 is written out since a page without TLS has no crypto.subtle, and one call each is slow.

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf8 = new TextEncoder();
const textOf = (bytes) => decoder.decode(bytes);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (two) => parseInt(two, 16));
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));

function unbase64(text) {
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt());
  if (base64(bytes) !== text) throw Error("not base64 as everyone writes it");
  return bytes;
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) whole.set(part, (at += part.length) - part.length);
  return whole;
}

const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const fraction = (prime, power) => (prime ** power % 1) * 2 ** 32;
const ROUNDS = Uint32Array.from(primes, (prime) => fraction(prime, 1 / 3));
const START = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 1 / 2));
const w = new Int32Array(64);

function sha256(...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const data = joined(...parts, [128], new Uint8Array(63 - ((length + 8) % 64) + 8));
  const view = new DataView(data.buffer);
  view.setUint32(data.length - 8, length / 2 ** 29);
  view.setUint32(data.length - 4, length << 3);
  const state = Int32Array.from(START);
  for (let at = 0; at < data.length; at += 64) mix(state, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, n) => digest.setInt32(4 * n, word));
  return new Uint8Array(digest.buffer);
}

function mix(state, view, start) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let n = 0; n < 64; n++) {
    if (n < 16) w[n] = view.getInt32(start + 4 * n);
    else {
      const x = w[n - 15], y = w[n - 2];
      const s = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const t = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[n] = w[n - 16] + s + w[n - 7] + t;
    }
    const s = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const one = (h + s + ((e & f) ^ (~e & g)) + ROUNDS[n] + w[n]) | 0;
    const two = t + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, n) => (state[n] += word));
}

const same = (one, other) => hex(one) === hex(other);
const leafHash = (leaf) => sha256([0], leaf);
const nodeHash = (left, right) => sha256([1], left, right);

// RFC 6962: a node without a neighbour goes up as it is.
function rootOf(hashes) {
  if (!hashes.length) return sha256();
  while (hashes.length > 1) {
    const above = [];
    for (let n = 0; n < hashes.length; n += 2)
      above.push(n + 1 < hashes.length ? nodeHash(hashes[n], hashes[n + 1]) : hashes[n]);
    hashes = above;
  }
  return hashes[0];
}

// Signed notes and checkpoints.

function parseNote(bytes) {
  const whole = textOf(bytes);
  const cut = whole.lastIndexOf("\n\n");
  const lines = new Set(whole.slice(cut + 2, -1).split("\n"));
  if (cut < 0 || !whole.endsWith("\n") || /[\0-\t\v-\x1f]/.test(whole) || lines.size > 16)
    throw Error("it is no signed note");
  const signatures = [...lines].map((line) => {
    const [, name, encoded] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? [];
    const data = name && unbase64(encoded);
    if (!(data?.length > 4)) throw Error("a line of a signature is broken");
    return { name, id: hex(data.slice(0, 4)), signature: data.slice(4) };
  });
  return { text: whole.slice(0, cut + 1), signatures };
}

function parseCheckpoint(bytes) {
  const { text, signatures } = parseNote(bytes);
  const [origin, size, root, ...more] = text.slice(0, -1).split("\n");
  if (!root || more.includes("") || !/^(0|[1-9]\d{0,14})$/.test(size) || unbase64(root).length !== 32)
    throw Error("it is no checkpoint");
  return { origin, size: +size, root: unbase64(root), text, signatures };
}

const keyId = (name, key) => hex(sha256(utf8.encode(`${name}\n`), [1], key).slice(0, 4));
const vkey = (name, key) => `${name}+${keyId(name, key)}+${base64(joined([1], key))}`;

// The key (hex) that signed; null where this browser cannot tell. Throws where none did.
async function signer({ origin, text, signatures }, publics) {
  let found;
  for (const { name, id, signature } of signatures)
    for (const known of publics) {
      const key = unhex(known);
      if (name !== origin || id !== keyId(name, key)) continue;
      const right = await verifies(key, signature, utf8.encode(text));
      if (right === false) throw Error("the signature is wrong");
      found = right && known;
    }
  if (found === undefined) throw Error("no key of this site has signed it");
  return found;
}

async function verifies(key, signature, data) {
  let made;
  try {
    made = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch {
    return null; // not here: no TLS, or an old browser
  }
  return crypto.subtle.verify("Ed25519", made, signature, data);
}

// Tiles.

const asking = {}; // options of fetch

async function fetched(path) {
  const answer = await fetch(path, asking);
  if (!answer.ok) throw Error(`${path} is not there (${answer.status})`);
  return new Uint8Array(await answer.arrayBuffer());
}

function tilePath(level, index, width) {
  const digits = `${index}`;
  const number = digits.padStart(Math.ceil(digits.length / 3) * 3, "0");
  return `tile/${level}/${number.replace(/(...)(?=.)/g, "x$1/")}${width < 256 ? `.p/${width}` : ""}`;
}

async function tile(log, level, index, size) {
  const width = Math.min(Math.floor(size / 256 ** level) - 256 * index, 256);
  const path = log + tilePath(level, index, width);
  const data = await fetched(path);
  if (data.length !== 32 * width) throw Error(`${path} does not hold ${width} hashes`);
  return Array.from({ length: width }, (_, n) => data.slice(32 * n, 32 * n + 32));
}

// The keys (hex) that the site log names. Those already known must have signed it, if any are.
async function siteKeys(known = []) {
  const head = parseCheckpoint(await fetched("/-/log/checkpoint"));
  const leaves = await entries("/-/log/", head.size);
  if (!same(rootOf(leaves.map(leafHash)), head.root))
    throw Error("/-/log/tile/entries: the leaves do not give the root that was signed");
  const said = leaves.map((leaf) => JSON.parse(textOf(leaf)));
  const named = (sort) => said.filter(({ kind }) => kind === sort).map(({ public: key }) => key);
  const retired = named("key_retired");
  const keys = named("key_added").filter((key) => !retired.includes(key));
  await signer(head, known.length ? known : keys);
  return { keys, said, head };
}

async function entries(log, size) {
  const paths = [];
  for (let n = 0; 256 * n < size; n++) paths.push(tilePath("entries", n, Math.min(size - 256 * n, 256)));
  return (await Promise.all(paths.map(async (path) => split(await fetched(log + path), log + path)))).flat();
}

function split(data, path) {
  const leaves = [];
  for (let at = 0; at < data.length; ) {
    const end = at + 2 + data[at] * 256 + data[at + 1];
    if (!(end <= data.length)) throw Error(`${path} ends within a leaf`);
    leaves.push(data.subarray(at + 2, end));
    at = end;
  }
  return leaves;
}
