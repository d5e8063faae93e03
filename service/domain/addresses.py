"""Where mail goes: what may stand for one address."""

from __future__ import annotations

import re

_ONE = re.compile(r"""[^\s@,;:<>()\[\]"'\\]+@[^\s@,;:<>()\[\]"'\\]+""")


def is_mail_address(text: str) -> bool:
    """Whether this is one address and nothing beside it: a list or a line break would reach others."""
    return _ONE.fullmatch(text) is not None and text.isprintable()
