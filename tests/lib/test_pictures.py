"""Taking a picture in: what comes out, and that nothing else of the file does."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from stoppress.lib.pictures import take_in

RED, WHITE = (200, 30, 30), (255, 255, 255)


def as_file(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The bytes of `image` as a file of the format `form`."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def plain(width: int, height: int, colour: tuple[int, ...] = RED, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), colour)


def opened(folder: Path, name: str) -> Image.Image:
    with Image.open(folder / name) as image:
        image.load()
    return image


def is_near(pixel: Any, colour: tuple[int, int, int], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_it_makes_two_webp_files_named_by_their_hash(tmp_path: Path, form: str) -> None:
    taken = take_in(as_file(plain(2400, 1200), form), tmp_path)
    assert (taken.width, taken.height) == (1600, 800)
    assert opened(tmp_path, taken.small).size == (640, 320)
    for name in (taken.media, taken.small):
        image = opened(tmp_path, name)
        assert image.format == "WEBP"
        assert is_near(image.getpixel((5, 5)), RED)
        assert name == sha256((tmp_path / name).read_bytes()).hexdigest() + ".webp"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({taken.media, taken.small})


def test_it_leaves_a_small_picture_as_wide_as_it_is(tmp_path: Path) -> None:
    taken = take_in(as_file(plain(300, 200)), tmp_path)
    assert (taken.width, taken.height) == (300, 200)
    assert taken.small == taken.media


def test_it_takes_the_same_picture_twice_as_one(tmp_path: Path) -> None:
    data = as_file(plain(900, 600))
    assert take_in(data, tmp_path) == take_in(data, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_it_makes_the_folder(tmp_path: Path) -> None:
    taken = take_in(as_file(plain(10, 10)), tmp_path / "desk-media")
    assert (tmp_path / "desk-media" / taken.media).is_file()


def test_it_turns_a_picture_upright(tmp_path: Path) -> None:
    image = plain(200, 100)
    ImageDraw.Draw(image).rectangle((0, 0, 99, 99), fill="blue")
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side: turn a quarter clockwise
    taken = take_in(as_file(image, exif=exif, quality=95), tmp_path)
    upright = opened(tmp_path, taken.media)
    assert upright.size == (100, 200)
    assert is_near(upright.getpixel((50, 20)), (0, 0, 255), 20)
    assert is_near(upright.getpixel((50, 180)), RED, 20)


def test_it_keeps_nothing_but_the_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Spycam 3000"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta>home address</x:xmpmeta>"
    png = PngInfo()
    png.add_text("Comment", "home address")
    for data in (
        as_file(plain(50, 50), exif=exif, icc_profile=profile, comment=b"home address", xmp=xmp),
        as_file(plain(50, 50), "WEBP", exif=exif, icc_profile=profile, xmp=xmp),
        as_file(plain(50, 50), "PNG", pnginfo=png, exif=exif, icc_profile=profile),
    ):
        made = (tmp_path / take_in(data, tmp_path).media).read_bytes()
        for trace in (b"Spycam", b"EXIF", b"XMP ", b"ICCP", b"home address"):
            assert trace not in made


def test_it_puts_a_transparent_picture_on_white(tmp_path: Path) -> None:
    clear = plain(40, 40, (0, 0, 0, 0), "RGBA")
    for data in (as_file(clear, "PNG"), as_file(clear, "WEBP"), as_file(clear, "GIF")):
        image = opened(tmp_path, take_in(data, tmp_path).media)
        assert image.mode == "RGB"
        assert is_near(image.getpixel((5, 5)), WHITE)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "I;16", "RGBA"])
def test_it_takes_pictures_of_any_make(tmp_path: Path, mode: str) -> None:
    image = Image.new(mode, (64, 64), 0)
    data = as_file(image, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(tmp_path, take_in(data, tmp_path).media).size == (64, 64)


def test_it_keeps_the_greys_of_a_scan_of_sixteen_bits(tmp_path: Path) -> None:
    data = as_file(Image.new("I;16", (32, 32), 0x8000), "PNG")
    grey = opened(tmp_path, take_in(data, tmp_path).media).getpixel((5, 5))
    assert is_near(grey, (128, 128, 128))


def test_it_takes_the_first_of_the_two_pictures_in_a_phones_file(tmp_path: Path) -> None:
    data = as_file(plain(80, 60), "MPO", save_all=True, append_images=[plain(80, 60, WHITE)])
    taken = take_in(data, tmp_path)
    assert is_near(opened(tmp_path, taken.media).getpixel((5, 5)), RED)


def test_it_brings_a_very_tall_picture_down_to_what_webp_can_hold(tmp_path: Path) -> None:
    taken = take_in(as_file(plain(100, 20_000), "PNG"), tmp_path)
    assert taken.height == 16_383
