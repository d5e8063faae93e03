"""Whether an error says that memory ran out, whoever says it; for the child, whose memory is bound."""

from __future__ import annotations

import errno
from xml.parsers import expat

from lxml import etree

_EXPAT_SAYS = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_NO_MAPPING = "failed to map segment"  # how the system's loader puts it when a library finds no room


def ran_out(error: BaseException | None) -> bool:
    """Whether this error, or one it came of, is for want of memory; parsers name it their own way."""
    while error is not None:
        if isinstance(error, MemoryError) or _is_parsers(error) or _is_systems(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_parsers(error: BaseException) -> bool:
    if isinstance(error, etree.LxmlError):
        return any(entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in error.error_log)
    return isinstance(error, expat.ExpatError) and error.code == _EXPAT_SAYS


def _is_systems(error: BaseException) -> bool:
    if isinstance(error, ImportError):
        return _NO_MAPPING in str(error)
    return isinstance(error, OSError) and error.errno == errno.ENOMEM
