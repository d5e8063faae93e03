"""Pictures drawn anew: what a camera wrote beside the picture (place, device, previews) does not come along.

A picture that would take too much memory to open is refused by its measures, before it is opened.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps

from service.domain.attachments import GIF, JPEG, PNG, WEBP, FileKind

FORMATS = {JPEG: "JPEG", PNG: "PNG", GIF: "GIF", WEBP: "WEBP"}
MOST_PIXELS = 24_000_000
MOST_PIXELS_JPEG = 110_000_000
"""A JPEG is read at a fraction of its size, so larger ones do no harm."""
LONGEST = 2560
SMALL = 360
Refusal = Literal["a picture that cannot be read", "a picture with too many pixels"]


class PictureRefused(Exception):
    """This picture is not kept; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        """Keep the reason."""
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew, with a small copy."""

    kind: FileKind
    content: bytes
    small: bytes
    width: int
    height: int


def redrawn(path: Path, kind: FileKind) -> Picture:
    """The picture in this file, upright, at most ``LONGEST`` long, without anything beside it."""
    try:
        with Image.open(path, formats=[FORMATS[kind]]) as image:
            _check(image, kind)
            return _drawn(image, kind)
    except PictureRefused:
        raise
    except Image.DecompressionBombError as bomb:
        raise PictureRefused("a picture with too many pixels") from bomb
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as broken:
        raise PictureRefused("a picture that cannot be read") from broken


def _check(image: Image.Image, kind: FileKind) -> None:
    most = MOST_PIXELS_JPEG if kind is JPEG else MOST_PIXELS
    if image.width * image.height > most or max(image.size) > 30_000:
        raise PictureRefused("a picture with too many pixels")


def _drawn(image: Image.Image, kind: FileKind) -> Picture:
    if kind is JPEG:
        image.draft("RGB", (LONGEST, LONGEST))
    upright = ImageOps.exif_transpose(image) or image
    upright.thumbnail((LONGEST, LONGEST))
    flat = _without_holes(upright)
    keeps = PNG if kind in (PNG, GIF) else JPEG
    content = _written(upright.convert("RGBA") if keeps is PNG else flat, keeps)
    small = flat.copy()
    small.thumbnail((SMALL, SMALL))
    return Picture(keeps, content, _written(small, JPEG), upright.width, upright.height)


def _without_holes(image: Image.Image) -> Image.Image:
    """The picture on white paper, where it was transparent."""
    if image.mode in ("RGB", "L"):
        return image.convert("RGB")
    over = image.convert("RGBA")
    paper = Image.new("RGB", over.size, "white")
    paper.paste(over, mask=over.getchannel("A"))
    return paper


def _written(image: Image.Image, kind: FileKind) -> bytes:
    """The bytes of the picture alone: a fresh image holds no metadata."""
    fresh = Image.new(image.mode, image.size)
    fresh.paste(image)
    written = io.BytesIO()
    if kind is PNG:
        fresh.save(written, "PNG", optimize=True)
    else:
        fresh.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
