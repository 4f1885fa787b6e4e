"""Checks this archive of live coverage: `python3 verify.py [FOLDER] [--key VKEY]`.

It needs Python 3.10 or newer, nothing else, and no network; a zip must be unpacked first. It shares
no line with the program that wrote the archive: it follows RFC 6962, RFC 8032, C2SP signed-note,
tlog-checkpoint and tlog-tiles. It prints a line for each thing that is wrong, and a verdict.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Fetch = Callable[[str], bytes | None]  # the bytes of a file; None where there is none
Finding = tuple[str, int | None, str]  # file, position, what is wrong
TILE = 256
DASH = "\u2014"
LEAF = ["v", "coverage", "position", "kind", "post", "revision", "at", "prev", "content"]
HEADERS = ("opened", "header_changed")
BEGINNINGS = ("posted", "moved_in")
PURGES = ("withheld", "released", "removed", "lost")


class Broken(Exception):
    """Something cannot be read or believed. The text says why."""


def unbase64(text: str) -> bytes:
    raw = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not base64 as it is written by everyone")
    return raw


def signed_text(note: bytes, publics: list[bytes], all_known: bool = False) -> str:
    """The text of a note, signed by one of the keys at least and by none of them wrongly."""
    try:
        text, lines = note.decode("utf-8").rsplit("\n\n", 1)
        signatures = [line.split(" ") for line in lines[:-1].split("\n")]
        signed = [(name, unbase64(encoded)) for dash, name, encoded in signatures if dash == DASH]
        if len(signed) < len(signatures) or lines[-1:] != "\n" or min(note) < 10:
            raise ValueError
    except ValueError:
        raise Broken("it is no signed note") from None
    text, valid = text + "\n", 0
    origin = text.split("\n")[0]
    for name, raw in signed:
        for public in publics if name == origin else ():
            if raw[:4] == hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]:
                if not ed25519_verify(public, text.encode(), raw[4:]):
                    raise Broken(f"the signature of {name} is wrong")
                valid += 1
    if not valid or (all_known and valid < len(signed)):
        raise Broken("it is signed by a key that is not known here")
    return text


def tree_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1."""
    while len(hashes) > 1:
        odd = [hashes[-1]] if len(hashes) % 2 else []
        pairs = [hashes[at] + hashes[at + 1] for at in range(0, len(hashes) - 1, 2)]
        hashes = [hashlib.sha256(b"\x01" + pair).digest() for pair in pairs] + odd
    return hashes[0] if hashes else hashlib.sha256(b"").digest()


def hash_leaf(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def tile_path(level: str | int, number: int, width: int) -> str:
    """`tile/0/x001/234.p/5` of tlog-tiles."""
    digits = str(number).zfill(-(-len(str(number)) // 3) * 3)
    place = re.sub(r"(\d{3})(?=\d)", r"x\1/", digits)
    return f"tile/{level}/{place}" + ("" if width == TILE else f".p/{width}")


def runs(count: int) -> list[tuple[int, int]]:
    """Number and width of each tile that holds part of `count`."""
    return [(at // TILE, min(TILE, count - at)) for at in range(0, count, TILE)]


class Log:
    """The files of one log, under `folder`, and what is wrong with them."""

    def __init__(self, fetch: Fetch, folder: str = "") -> None:
        self.fetch, self.folder = fetch, folder
        self.findings: list[Finding] = []
        self.origin, self.size, self.root = "", 0, b""
        self.leaves: list[tuple[str, bytes | None]] = []  # None: not the one that was signed

    def say(self, path: str, position: int | None, text: str) -> None:
        self.findings.append((self.folder + path, position, text))

    def read(self, path: str) -> bytes:
        data = self.fetch(self.folder + path)
        if data is None:
            self.say(path, None, "is not there")
        return data or b""

    def open(self, publics: list[bytes]) -> bool:
        """Read the checkpoint; whether it is signed by one of the keys."""
        try:
            lines = signed_text(self.read("checkpoint"), publics).split("\n")
            self.origin, self.size, self.root = lines[0], int(lines[1]), unbase64(lines[2])
            if str(self.size) == lines[1] and len(self.root) == 32 and "" not in lines[:-1]:
                return True
            raise Broken("it is no checkpoint")
        except (Broken, ValueError, IndexError) as error:
            self.say("checkpoint", None, str(error))
        return False

    def check_tree(self, is_signed: bool = True) -> None:
        """Read leaves and tiles, and hold them against each other and the root."""
        bundles = [(tile_path("entries", *run), run[1]) for run in runs(self.size)]
        given = [(path, leaf) for path, width in bundles for leaf in self.split(path, width)]
        known = [b"" if leaf is None else hash_leaf(leaf) for _, leaf in given]
        tiled = [each for at, width in runs(self.size) for each in self.tile(0, at, width)]
        right = [hashes for hashes in (known, tiled) if tree_root(hashes) == self.root]
        if is_signed and not right:
            self.say("checkpoint", None, "neither leaves nor tiles give the root that was signed")
        row = right[0] if right else [] if is_signed else known
        for at, (path, leaf) in enumerate(given):
            if leaf is not None and known[at] != (row or tiled)[at]:
                self.say(path, at + 1, "the leaf is not the one that was signed")
            self.leaves.append((path, leaf if known[at] == (row or tiled)[at] else None))
        level = 0
        while row:
            for number, width in runs(len(row)):
                found = self.tile(level, number, width) if level else tiled[number * TILE :][:width]
                for at, each in enumerate(found, number * TILE):
                    if each and each != row[at]:
                        path = tile_path(level, number, width)
                        self.say(path, at * TILE**level + 1, "is not a hash of the signed tree")
            row = [tree_root(row[at : at + TILE]) for at in range(0, len(row) - TILE + 1, TILE)]
            level += 1

    def split(self, path: str, width: int) -> list[bytes | None]:
        """The leaves of a bundle, each behind its length; None for those that cannot be read."""
        data, leaves = self.read(path), []
        while data:
            length = int.from_bytes(data[:2], "big") if len(data) > 1 else TILE * TILE
            leaves.append(data[2 : 2 + length] if len(data) >= 2 + length else None)
            data = data[2 + length :]
        if len(leaves) != width or None in leaves:
            self.say(path, None, f"does not hold just {width} leaves")
        return (leaves + [None] * width)[:width]

    def tile(self, level: int, number: int, width: int) -> list[bytes]:
        data = self.read(path := tile_path(level, number, width))
        if len(data) == 32 * width:
            return [data[at : at + 32] for at in range(0, len(data), 32)]
        self.say(path, None, f"holds {len(data)} bytes, not {32 * width}")
        return [b""] * width


def read_object(data: bytes, ascii_only: bool = True) -> dict[str, Any]:
    """The object, written in the one way that the format has."""
    try:
        said = json.loads(data)
        text = json.dumps(said, ensure_ascii=ascii_only, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        raise Broken("is not JSON") from None
    if text == data and isinstance(said, dict):
        return said
    raise Broken("is not written as the format says")


class Story:
    """The revisions of a coverage, one after the other, and whose words went."""

    def __init__(self) -> None:
        self.coverage: str | None = None
        self.header: str | None = None  # leaf hash of the last one
        self.posts: dict[str, tuple[int, str]] = {}  # its last revision and leaf hash
        self.gone: dict[int, tuple[str, int]] = {}

    def take(self, data: bytes, position: int) -> dict[str, Any]:
        """The next leaf. Raises Broken where it does not follow from those before it."""
        leaf = read_object(data)
        hashes = f"{leaf.get('content')}{leaf.get('prev') or '0' * 64}"
        if list(leaf) != LEAF or leaf["v"] != 1 or not re.fullmatch("[0-9a-f]{128}", hashes):
            raise Broken("is not a leaf as the format says")
        post, kind, revision = leaf["post"], leaf["kind"], leaf["revision"]
        before, prev = self.posts.get(post, (0, None)) if post else (None, self.header)
        self.coverage = self.coverage or leaf["coverage"]
        if (leaf["position"], leaf["coverage"], leaf["prev"]) != (position, self.coverage, prev):
            raise Broken("does not follow the revision before it")
        if revision != (None if before is None else before + 1):
            raise Broken(f"cannot be revision {revision} of its post")
        if (position == 1) != (kind == "opened") or (revision == 1) != (kind in BEGINNINGS):
            raise Broken(f"says {kind} where that cannot stand")
        if post:
            self.posts[post] = (revision, hash_leaf(data).hex())
        elif kind in HEADERS:
            self.header = hash_leaf(data).hex()
        return leaf

    def hear(self, leaf: dict[str, Any], line: dict[str, Any]) -> None:
        """The words of a leaf. Raises Broken where it does not commit to them."""
        content = line["content"].encode()
        salted = b"\x03" + bytes.fromhex(line["salt"]) + content
        if len(line["salt"]) != 64 or hashlib.sha256(salted).hexdigest() != leaf["content"]:
            raise Broken("is not what the leaf commits to")
        said = json.loads(content)
        if not isinstance(said, dict):
            raise Broken("is no JSON object")
        kind, position = leaf["kind"], leaf["position"]
        for each in said["positions"] if kind in PURGES else ():  # whose words go, or come back
            sort = self.gone.get(each, ("", 0))[0]
            if not 0 < each < position:
                raise Broken("names a position that is not before it")
            if kind == "released" and sort != "removed":
                self.gone.pop(each, None)
            elif sort != kind and (kind == "removed" or not sort or sort + kind == "lostwithheld"):
                self.gone[each] = (kind, position)


def check_story(log: Log) -> Story:
    """Each leaf, and the words or their absence behind it."""
    story, lines, position = Story(), list(read_lines(log)), 0
    for position, ((where, data), (path, line)) in enumerate(zip(log.leaves, lines), 1):  # noqa: B905
        try:
            part = "leaf"
            if data is None:
                break  # nothing after it can be followed
            leaf = story.take(data, position)
            where, part = path, "content"
            if "content" in line:
                story.hear(leaf, line)
        except (Broken, AttributeError, KeyError, TypeError, ValueError) as error:
            log.say(where, position, f"{part} {error}")
    for at, (path, line) in enumerate(lines[:position], 1):
        shown = (line["gone"], line.get("by")) if "gone" in line else None
        is_said = shown == story.gone.get(at) and (shown is None) == ("content" in line)
        if line and log.leaves[at - 1][1] is not None and not is_said:
            log.say(path, at, "content is there, or not there, against what the leaves say")
    return story


def read_lines(log: Log) -> Iterator[tuple[str, dict[str, Any]]]:
    """The file and the line of each position's contents; an empty one where it cannot be read."""
    for number, width in runs(log.size):
        path = tile_path("entries", number, TILE).replace("tile/entries", "contents")
        lines = log.read(path).split(b"\n")
        if lines.pop() or len(lines) != width:
            log.say(path, None, f"does not hold just {width} lines")
        for position, data in enumerate((lines + [b""] * width)[:width], number * TILE + 1):
            try:
                line = read_object(data, ascii_only=False)
                if line.get("position") != position:
                    raise Broken("names another position")
            except Broken as error:
                log.say(path, position, f"the line {error}")
                line = {}
            yield path, line


def read_manifest(text: str) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """The lines of its head, and hash and length of each file."""
    lines = text.split("\n")
    try:
        rows = [line.split(" ") for line in lines[3:-1]]
        files = {path: (digest, size) for digest, size, path in rows}
        is_sorted = [row[2] for row in rows] == sorted(files)
        if lines[1] != "stoppress archive 1" or int(lines[2]) < 1 or lines[-1] or not is_sorted:
            raise ValueError
    except (ValueError, IndexError):
        raise Broken("is no manifest") from None
    return lines[:3], files


def check_files(fetch: Fetch, names: set[str], files: dict[str, tuple[str, str]]) -> list[Finding]:
    findings: list[Finding] = []
    for path in sorted((files.keys() | names) - {"manifest"}):
        data = fetch(path)
        found = None if data is None else (hashlib.sha256(data).hexdigest(), str(len(data)))
        if found is None or found != files.get(path):
            findings.append((path, None, "is not there as the manifest has it"))
    return findings


def check_archive(fetch: Fetch, names: set[str], vkey: str = "") -> tuple[list[Finding], str]:
    """Everything that is wrong with an archive, and the verdict."""
    log, site, note = Log(fetch, "record/"), Log(fetch, "site/"), fetch("manifest") or b""
    files: dict[str, tuple[str, str]] = {}
    head, is_signed, where = ["", "", "0"], b"\n\n" in note, "keys"
    findings: list[Finding] = []
    publics: list[bytes] = []
    said: list[dict[str, Any]] = []
    try:
        given = [vkey] if vkey else (fetch("keys") or b"").decode().split("\n")
        publics = [unbase64(line.split("+", 2)[-1])[1:] for line in given if line]
        if is_signed and site.open(publics):
            where = "site/tile/entries"
            site.check_tree()
            said = [read_object(leaf) for _, leaf in site.leaves if leaf]
            keys = {each["public"]: each["kind"] for each in said if "public" in each}
            named = [bytes.fromhex(key) for key, kind in keys.items() if kind == "key_added"]
            publics = list({*publics, *named})
        where = "manifest"
        head, files = read_manifest(note.decode().partition("\n\n")[0] + "\n" * is_signed)
        if is_signed:
            signed_text(note, publics, all_known=True)
        elif vkey or {"keys", "record/checkpoint", "site/checkpoint"} & names:
            raise Broken("is not signed")
    except (Broken, KeyError, ValueError) as error:
        findings.append((where, None, str(error)))
    findings += check_files(fetch, names, files) if files else []
    log.size = 0 if is_signed else int(head[2])
    if is_signed and log.open(publics) and (log.origin, str(log.size)) != (head[0], head[2]):
        log.say("checkpoint", None, "is not of the origin and position in the manifest")
    log.check_tree(is_signed and log.size > 0)
    story = check_story(log)
    if said and story.coverage not in {each.get("coverage") for each in said}:
        site.say("checkpoint", None, "the site log does not name this coverage")
    findings += log.findings + site.findings
    verdict = "whole: " if is_signed else "whole in itself, but unsigned: "
    verdict = f"NOT whole, {len(findings)} findings: " if findings else verdict
    return findings, f"{verdict}{log.size} revisions of {head[0]}"


def main(words: list[str]) -> int:
    vkey = words.pop(words.index("--key") + 1) if "--key" in words[:-1] else ""
    folder = Path(next(word for word in [*words, str(Path(__file__).parent)] if word != "--key"))
    paths = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    files = {path.relative_to(folder).as_posix(): path for path in paths}

    def fetch(name: str) -> bytes | None:
        is_there = name in files and not files[name].is_symlink()
        return files[name].read_bytes() if is_there else None

    findings, verdict = check_archive(fetch, set(files), vkey)
    for where, position, text in findings:
        print(where + (f", position {position}" if position else "") + f": {text}")
    unknown = "not checked: whose the key is; compare it, or give --key VKEY\n"
    print(("" if vkey else unknown) + verdict)
    return 1 if findings else 0


# Ed25519 (RFC 8032, 5.1), in extended coordinates, as plainly as its section 6 does it.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]


def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key (32 bytes) made this signature (64 bytes)."""
    key, commitment = to_point(public), to_point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= L or len(signature) != 64:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % L
    a, b = times(scalar, BASE), plus(commitment, times(challenge, key))
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 == (a[1] * b[2] - b[1] * a[2]) % P


def plus(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def times(scalar: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        total = plus(total, point) if scalar & 1 else total
        point, scalar = plus(point, point), scalar >> 1
    return total


def to_point(encoded: bytes) -> Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(encoded) != 32 or y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = to_point((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or (0, 1, 1, 0)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
