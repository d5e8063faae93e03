"""Files people add to a case: what is kept of one, which kinds are kept, and what a name may hold."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.base import Base, Id, Key

HEAD = 4096
"""How much of a file's beginning tells what it is."""
LONGEST_NAME = 120


class Purpose(StrEnum):
    """What a file is for."""

    FILE = "file"
    PHOTO = "photo"
    SIGNATURE = "signature"


class Attachment(Base):
    """A file of a case, never altered; its bytes lie outside the database under ``stored``, a random name."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_case_id", "case_id", "id"), UniqueConstraint("stored"))

    id: Mapped[Id]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("service_case.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_task.id"))
    purpose: Mapped[Key]
    name: Mapped[Key]
    content_type: Mapped[Key]
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[Key]
    stored: Mapped[Key]
    width: Mapped[int | None]
    height: Mapped[int | None]
    at: Mapped[datetime]
    by: Mapped[Key]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is kept: its type as the web names it, and the endings its name may have."""

    content_type: str
    endings: tuple[str, ...]
    picture: bool = False


JPEG = FileKind("image/jpeg", (".jpg", ".jpeg"), picture=True)
PNG = FileKind("image/png", (".png",), picture=True)
WEBP = FileKind("image/webp", (".webp",), picture=True)
GIF = FileKind("image/gif", (".gif",), picture=True)
PDF = FileKind("application/pdf", (".pdf",))
TEXT = FileKind("text/plain", (".txt", ".csv", ".log", ".md"))
WAV = FileKind("audio/wav", (".wav",))
MP3 = FileKind("audio/mpeg", (".mp3",))
MP4 = FileKind("video/mp4", (".mp4", ".m4a", ".m4v", ".3gp", ".mov"))
ZIPPED = FileKind("application/zip", (".zip",))
"""Not kept as such: an office document is a zip archive, and only its table of contents tells which."""
WORD = FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
SHEET = FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
SLIDES = FileKind("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",))

_BEGINS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"PK\x03\x04", ZIPPED),
)
_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4A ",
    b"M4V ",
    b"qt  ",
    b"3gp",
)
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe|\?xml|xml)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes) -> FileKind | None:
    """What a file is by its first bytes, whatever its name says; None for a kind that is not kept."""
    for begins, kind in _BEGINS:
        if head.startswith(begins):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return MP4 if head[8:12].startswith(_MP4_BRANDS) else None
    return TEXT if _is_text(head) else None


def office_kind(parts: frozenset[str]) -> FileKind | None:
    """Which office document a zip archive is by the names in it; None for others, and for one with macros."""
    if "[Content_Types].xml" not in parts or any(part.lower().endswith("vbaproject.bin") for part in parts):
        return None
    for folder, kind in (("word/", WORD), ("xl/", SHEET), ("ppt/", SLIDES)):
        if any(part.startswith(folder) for part in parts):
            return kind
    return None


def _is_text(head: bytes) -> bool:
    """Plain text, as most or as Chinese programs write it: no control characters, no page a browser runs."""
    if _MARKUP.search(head) or _CONTROLS.search(head):
        return False
    whole = head[:-4] if len(head) >= HEAD else head
    return any(_reads(head, whole, each) for each in ("utf-8", "gb18030"))


def _reads(head: bytes, whole: bytes, encoding: str) -> bool:
    """Whether it is text in this encoding; the beginning of a longer file may end inside a character."""
    try:
        head.decode(encoding)
    except UnicodeDecodeError as wrong:
        return head is not whole and wrong.start >= len(whole)
    return True


_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def clean_name(sent: str, kind: FileKind) -> str:
    """A name to show and to save by: no folders, nothing unseen or mirrored, an ending that is true."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    seen = "".join(each for each in last if unicodedata.category(each) not in _HIDDEN)
    name = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(" .")
    ending = next((each for each in kind.endings if name.lower().endswith(each)), "")
    stem = (name[: -len(ending)] if ending else name).strip(" .") or "file"
    return stem[: LONGEST_NAME - 8] + (ending or kind.endings[0])
