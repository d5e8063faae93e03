"""Character classes of XPath regular expressions: escapes, categories, blocks, ranges and subtraction."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

Member = Callable[[str], bool]

BLOCKS: Mapping[str, tuple[int, int]] = {
    "BasicLatin": (0x0, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Thai": (0xE00, 0xE7F),
    "HangulJamo": (0x1100, 0x11FF),
    "LatinExtendedAdditional": (0x1E00, 0x1EFF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "MiscellaneousSymbols": (0x2600, 0x26FF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUse": (0xE000, 0xF8FF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}

CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)


def _is_initial(char: str) -> bool:
    return char in ":_" or unicodedata.category(char) in ("Lu", "Ll", "Lt", "Lo", "Nl")


def _is_name(char: str) -> bool:
    return (
        _is_initial(char)
        or char in "-.\u00b7"
        or unicodedata.category(char) in ("Mn", "Mc", "Me", "Lm", "Nd")
    )


def _is_digit(char: str) -> bool:
    return unicodedata.category(char) == "Nd"


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] not in "PZC"


def _is_space(char: str) -> bool:
    return char in " \t\n\r"


MULTI: Mapping[str, Member] = {"i": _is_initial, "c": _is_name, "d": _is_digit, "w": _is_word, "s": _is_space}
SINGLE: Mapping[str, str] = {"n": "\n", "r": "\r", "t": "\t", **{sign: sign for sign in "\\|.-^?*+{}()[]$"}}


def opposite(member: Member) -> Member:
    """Every other character."""
    return lambda char: not member(char)


def property_class(name: str) -> Member | None:
    """The characters of a category or block, or None when there is none of that name."""
    if name in CATEGORIES:
        return lambda char: unicodedata.category(char).startswith(name)
    if name.startswith("Is") and name[2:] in BLOCKS:
        low, high = BLOCKS[name[2:]]
        return lambda char: low <= ord(char) <= high
    return None


def any_of(members: list[Member], ranges: list[tuple[str, str]], *, fold: bool) -> Member:
    """Characters in one of the ranges or classes; with ``fold`` in either case."""
    spans = tuple(ranges)
    classes = tuple(members)

    def contains(char: str) -> bool:
        return any(low <= char <= high for low, high in spans) or any(member(char) for member in classes)

    if not fold:
        return contains
    return lambda char: (
        contains(char) or any(len(other) == 1 and contains(other) for other in (char.lower(), char.upper()))
    )


def minus(member: Member, without: Member) -> Member:
    """Characters of the first class that are not in the second."""
    return lambda char: member(char) and not without(char)


def literal(char: str, *, fold: bool) -> Member:
    """One character; with ``fold`` in either case."""
    if not fold or (char.lower() == char and char.upper() == char):
        return lambda other: other == char
    folded = {char, char.lower(), char.upper()}
    return lambda other: other in folded or other.lower() in folded
