"""Files that are not taken in: each is refused in one sentence, and leaves nothing behind."""

from __future__ import annotations

import io
import random
import zlib
from pathlib import Path

import pytest
from PIL import Image

from stoppress.lib.pictures import BYTES_MAX, PictureRefused, take_in
from tests.lib.test_pictures import as_file, plain


def moving(form: str) -> bytes:
    return as_file(
        plain(20, 20), form, save_all=True, append_images=[plain(20, 20, (0, 0, 0))], duration=100
    )


def bomb() -> bytes:
    """A PNG of a few hundred bytes whose head promises 10,000 megapixels."""
    head = b"\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00"

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + check

    pixels = zlib.compress(b"\x00" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no picture"),
        (b"just words", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (as_file(Image.new("RGB", (9, 9)), "BMP"), "no picture"),
        (b"\xff\xd8\xff" + b"\x00" * BYTES_MAX, "more than 25 MB"),
        (bomb(), "megapixels"),
        (as_file(Image.new("L", (8000, 7000)), "PNG"), "megapixels"),
        (moving("GIF"), "moves"),
        (moving("WEBP"), "moves"),
        (moving("PNG"), "moves"),
        (as_file(plain(900, 900), "JPEG")[:3000], "cut short"),
        (as_file(plain(900, 900), "PNG")[:600], "cut short"),
        (as_file(plain(900, 900), "WEBP")[:200], "cut short"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_refuses_in_one_sentence(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(PictureRefused, match=said) as refusal:
        take_in(data, tmp_path)
    assert "\n" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def test_it_takes_or_refuses_damaged_files_and_does_nothing_else(tmp_path: Path) -> None:
    dice = random.Random(11)
    noise = Image.frombytes("RGB", (64, 64), dice.randbytes(64 * 64 * 3))
    outcomes = set()
    for form in ("JPEG", "PNG", "WEBP", "AVIF", "GIF"):
        whole = as_file(noise, form)
        for _ in range(40):
            data = bytearray(whole)
            for _ in range(dice.randint(1, 8)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            try:
                name = take_in(bytes(data), tmp_path).media
                with Image.open(io.BytesIO((tmp_path / name).read_bytes())) as image:
                    image.load()
                outcomes.add("taken")
            except PictureRefused:
                outcomes.add("refused")
    assert outcomes == {"taken", "refused"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".new-")]
