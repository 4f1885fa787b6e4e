"""Notes that are wrong in one way each, made from one that is right."""

from __future__ import annotations

from stoppress.tlog.checkpoints import Checkpoint
from stoppress.tlog.keys import Signer
from stoppress.tlog.notes import Signature, sign_note
from tests.tlog.logs import ORIGIN, SIGNER, rows_of

RIGHT = sign_note(Checkpoint(ORIGIN, 5, rows_of(5).root(5)).text, SIGNER)
_TEXT, _, _LINES = RIGHT.partition(b"\n\n")
STRANGER = Signer("live.example/elsewhere/log", bytes(32))
WRONG_KEY = Signer(ORIGIN, b"\x01" * 32)

# What is wrong: how the bytes come to be so.
FAULTS: dict[str, bytes] = {
    "empty": b"",
    "no signature": _TEXT + b"\n",
    "no signature after the empty line": _TEXT + b"\n\n",
    "no empty line": _TEXT + b"\n" + _LINES,
    "no final newline": RIGHT[:-1],
    "two final newlines": RIGHT + b"\n",
    "crlf": RIGHT.replace(b"\n", b"\r\n"),
    "carriage return in the text": RIGHT.replace(b"\n5\n", b"\r\n5\n"),
    "tab": RIGHT.replace(b"\n5\n", b"\n5\t\n"),
    "nul": RIGHT.replace(b"\n5\n", b"\n5\x00\n"),
    "not utf-8": RIGHT.replace(b"\n5\n", b"\n5\xff\n"),
    "hyphen for the em dash": RIGHT.replace("\u2014".encode(), b"-"),
    "en dash for the em dash": RIGHT.replace("\u2014".encode(), "\u2013".encode()),
    "no space after the em dash": RIGHT.replace("\u2014 ".encode(), "\u2014".encode()),
    "two spaces after the name": RIGHT.replace(b"/log ", b"/log  "),
    "no name": RIGHT.replace(f"\u2014 {ORIGIN} ".encode(), "\u2014  ".encode()),
    "plus in the name": RIGHT.replace(f"\u2014 {ORIGIN}".encode(), f"\u2014 {ORIGIN}+".encode()),
    "unicode space in the name": RIGHT.replace(
        f"\u2014 {ORIGIN}".encode(), f"\u2014 {ORIGIN}\u2003".encode()
    ),
    "not base64": RIGHT[:-5] + b"@@@@\n",
    "base64 cut short": RIGHT[:-3] + b"\n",
    "a signature of four bytes": _TEXT + b"\n\n" + f"\u2014 {ORIGIN} AAAAAA==\n".encode(),
    "unknown key": sign_note(_TEXT.decode() + "\n", STRANGER),
    "right name, wrong key": sign_note(_TEXT.decode() + "\n", WRONG_KEY),
    "wrong signature of the known key": RIGHT.replace(b"\n5\n", b"\n6\n"),
    "wrong signature beside a right one of another": sign_note(_TEXT.decode() + "\n", STRANGER)
    + f"{Signature(ORIGIN, SIGNER.key.key_id, bytes(64))}\n".encode(),
    "leading zero in the size, signed by a stranger": sign_note(
        _TEXT.decode().replace("\n5\n", "\n05\n") + "\n", STRANGER
    ),
}
