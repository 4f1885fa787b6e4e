"""Taking pictures in: any camera's file becomes two plain WebP files, named by their hash.

Nothing of the file that came is kept: no place, no camera, no owner, no colour profile. It is
looked at before it is decoded, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from stoppress.lib.durable import keep_file, make_durable

BYTES_MAX = 25 * 1024 * 1024
PIXELS_MAX = 50_000_000
WIDTH, SMALL_WIDTH = 1600, 640  # pixels
_HEIGHT_MAX = 16_383  # pixels; WebP has no more
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_QUALITY = 82
# One at a time: a picture of 50 megapixels takes 200 MB while it is decoded.
_DECODING = threading.Lock()

# Pillow only warns up to twice this, unless told that it is an error.
Image.MAX_IMAGE_PIXELS = PIXELS_MAX
warnings.simplefilter("error", Image.DecompressionBombWarning)
ImageFile.LOAD_TRUNCATED_IMAGES = False


class PictureRefused(Exception):
    """The file cannot be taken in. The text is one sentence for the editor."""


@dataclass(frozen=True)
class TakenPicture:
    """A picture as it lies in the folder: media names, and the size of `media` in pixels."""

    media: str
    small: str
    width: int
    height: int


def take_in(data: bytes, folder: Path) -> TakenPicture:
    """Make the two files of a picture in `folder`; durable when this returns.

    `small` is at most 640 pixels wide; it is `media` itself where that is no wider. Raises
    PictureRefused for a file that is too big, moving, damaged or no picture, OSError where the
    folder cannot be written.
    """
    if len(data) > BYTES_MAX:
        raise PictureRefused(f"This file has more than {BYTES_MAX >> 20} MB; make it smaller.")
    with _DECODING:
        full, small = _decoded(data)
        width, height = full.size
        media = _kept(_webp(full), folder)
        lesser = media if full is small else _kept(_webp(small), folder)
    make_durable(folder)
    return TakenPicture(media, lesser, width, height)


def _decoded(data: bytes) -> tuple[Image.Image, Image.Image]:
    """The picture in both sizes; the same object twice where it is small already."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _look_at(image)
            # A JPEG can be decoded at a half, a quarter, an eighth: less memory, and quicker.
            image.draft("RGB", (WIDTH, WIDTH))
            full = _plain(image)
    except PictureRefused:
        raise
    except UnidentifiedImageError:
        raise PictureRefused("This is no picture; JPEG, PNG, WebP, AVIF and GIF are.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused(_too_many_pixels()) from None
    except Exception as error:
        # Decoders of damaged files raise whatever they trip over; all of it means this.
        raise PictureRefused("This picture is damaged or cut short; save it again.") from error
    full.thumbnail((WIDTH, _HEIGHT_MAX), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if full.width <= SMALL_WIDTH:
        return full, full
    small = full.copy()
    small.thumbnail((SMALL_WIDTH, _HEIGHT_MAX), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return full, small


def _look_at(image: Image.Image) -> None:
    """Refuse by what the file's head says, before anything is decoded."""
    if image.width * image.height > PIXELS_MAX:
        raise PictureRefused(_too_many_pixels())
    # A phone's JPEG often carries a second picture (depth, preview); the first is meant.
    if image.format not in ("JPEG", "MPO") and getattr(image, "is_animated", False):
        raise PictureRefused("This picture moves; choose one that stands still.")


def _too_many_pixels() -> str:
    return f"This picture has more than {PIXELS_MAX // 1_000_000} megapixels; make it smaller."


def _plain(image: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white, with nothing attached."""
    profile = image.info.get("icc_profile")
    image.load()
    upright = ImageOps.exif_transpose(_reduced(_in_bytes(image)))
    plain = _in_srgb(_on_white(upright), profile).convert("RGB")
    plain.info = {}  # save() would write profile, EXIF and XMP from here
    return plain


def _in_bytes(image: Image.Image) -> Image.Image:
    """In a mode that can be scaled, with eight bits a channel."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA", "1"):
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def _reduced(image: Image.Image) -> Image.Image:
    # What `draft` is for a JPEG: every later step then needs a fraction of the memory.
    factor = min(image.size) // WIDTH
    return image.reduce(factor) if factor > 1 else image


def _on_white(image: Image.Image) -> Image.Image:
    # A chart with black letters on nothing could not be read on a dark page.
    if not image.has_transparency_data:
        return image
    over = image.convert("RGBA")
    under = Image.new("RGBA", over.size, (255, 255, 255, 255))
    return Image.alpha_composite(under, over).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        whence = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, whence, srgb, outputMode="RGB") or image
    except ImageCms.PyCMSError:  # a broken profile: the colours as they stand are the best guess
        return image


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()


def _kept(data: bytes, folder: Path) -> str:
    """Write one file under its hash, whole or not at all."""
    name = f"{sha256(data).hexdigest()}.webp"
    keep_file(folder, name, data)
    return name
