// Each revision of a coverage: its leaf, its place, and the words or their absence behind it.
// docs/reference/record.md and archive.md, "Checking". The findings name position and reason.

const KEYS = "v,coverage,position,kind,post,revision,at,prev,content";
const KINDS = new Set(
  ("opened,header_changed,posted,revised,corrected,clarified,withdrawn,withheld,released,removed,pinned," +
    "unpinned,marked_key,unmarked_key,reordered,moved_out,moved_in,shared_changed,paused,resumed,ended," +
    "reopened,merged,joined,lost,continued").split(","),
);
const HEADERS = ["opened", "header_changed"];
const BEGINNINGS = ["posted", "moved_in"];
const PURGES = ["withheld", "released", "removed", "lost"];
const HASH = /^[0-9a-f]{64}$/;

function insist(is, text) {
  if (!is) throw Error(text);
}

// The object that these bytes are, written in the one way that the format has.
function readObject(bytes, ascii) {
  let said, text, again;
  try {
    text = textOf(bytes);
    said = JSON.parse(text);
    again = JSON.stringify(said);
  } catch {
    throw Error("is not JSON");
  }
  if (ascii) again = again.replace(/[^ -~]/g, (c) => `\\u${hex([c.charCodeAt() >> 8, c.charCodeAt() & 255])}`);
  insist(again === text && said?.constructor === Object, "is not written as the format says");
  return said;
}

class Story {
  size = 0;
  findings = []; // [position, text]
  posts = {}; // revision and leaf hash of the last of each
  gone = {}; // by position: sort, by
  shown = {}; // by position: what its line says of that, where it can be read
  continued = []; // position, origin, size and root (hex) of what was signed before
  header = null;

  say(position, text) {
    this.findings.push([position, text]);
  }

  // The next leaf and its line of the contents. Where `hash` is null the tree has refused the leaf.
  take(bytes, hash, line) {
    const position = ++this.size;
    let leaf, part = "the leaf";
    try {
      if (hash) leaf = this.read(bytes, position, hex(hash));
      part = "the content";
      this.hear(position, leaf, readObject(line));
    } catch (error) {
      this.say(position, `${part} ${error.message}`);
    }
  }

  read(bytes, position, hash) {
    const leaf = readObject(bytes, true);
    const { v, coverage, kind, post, revision, at, prev, content } = leaf;
    insist(`${Object.keys(leaf)}` === KEYS && v === 1, "has not the keys of a leaf");
    insist(HASH.test(content) && (prev === null || HASH.test(prev)), "has a hash that is none");
    insist(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(at) && Date.parse(at), "has no instant");
    insist(KINDS.has(kind), "is of a kind that is not known");
    insist(leaf.position === position, `says position ${leaf.position}`);
    insist(coverage === (this.coverage ??= coverage), "is of another coverage");
    const [count, before] = post === null ? [null, this.header] : (this.posts[`=${post}`] ?? [0, null]);
    if (post !== null) this.posts[`=${post}`] = [revision, hash];
    else if (HEADERS.includes(kind)) this.header = hash;
    insist(revision === (count === null ? null : count + 1), `cannot be revision ${revision} of its post`);
    insist(prev === before, "does not follow the revision before it");
    insist((position === 1) === (kind === "opened"), `says ${kind} where that cannot stand`);
    insist((revision === 1) === BEGINNINGS.includes(kind), `says ${kind} where that cannot stand`);
    this.at = at;
    return leaf;
  }

  hear(position, leaf, line) {
    insist(line.position === position, "names another position");
    const isThere = `${Object.keys(line)}` === "position,salt,content";
    insist(isThere || `${Object.keys(line)}` === "position,gone,by", "is written as no line of contents is");
    this.shown[position] = isThere ? "" : `${line.gone} ${line.by}`;
    if (!leaf || !isThere) return;
    const content = utf8.encode(line.content);
    insist(HASH.test(line.salt), "has no salt");
    insist(hex(sha256([3], unhex(line.salt), content)) === leaf.content, "is not what the leaf commits to");
    let said;
    try {
      said = JSON.parse(line.content);
    } catch {}
    insist(said?.constructor === Object, "is no JSON object");
    if (leaf.kind === "continued") this.continued.push({ ...said, position });
    if (PURGES.includes(leaf.kind)) this.purge(position, leaf.kind, said.positions);
  }

  purge(position, kind, positions) {
    insist(Array.isArray(positions), "names no positions");
    for (const each of positions) {
      insist(Number.isInteger(each) && each > 0 && each < position, "names a position not before it");
      const sort = this.gone[each]?.[0];
      if (kind === "released" && sort !== "removed") delete this.gone[each];
      else if (sort !== kind && (kind === "removed" || !sort || sort + kind === "lostwithheld"))
        if (kind !== "released") this.gone[each] = [kind, position];
    }
  }

  // After the last: words are there, or not, as the revisions say.
  finish() {
    for (const [position, shown] of Object.entries(this.shown)) {
      const gone = this.gone[position]?.join(" ") ?? "";
      if (shown === gone) continue;
      if (!gone) this.say(+position, "the content is not there, and no revision says why");
      else if (!shown) this.say(+position, `the content is there, though position ${this.gone[position][1]} took it away`);
      else this.say(+position, "the content is gone for another reason than the revisions give");
    }
    this.findings.sort(([one], [other]) => one - other);
  }
}
