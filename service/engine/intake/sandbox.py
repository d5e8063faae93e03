"""The calling side of the check: a child process of its own for each, so that no file can harm the caller.

The child gets no environment of ours (no secrets), limits its own memory and processor time before it reads
anything, and is killed when it takes too long by the clock.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

import orjson

from service.engine.intake.limits import Limits
from service.engine.intake.wire import dump_request, load_checked
from service.engine.progress import Checked, Finding, SourceFile

_ROOT = str(Path(__file__).resolve().parents[3])
_COMMAND = (sys.executable, "-s", "-m", "service.engine.intake.child")


def check_in_child(files: Sequence[SourceFile], groups: Collection[str], limits: Limits) -> Checked:
    """The child's verdict; a child that dies or dawdles is itself a finding."""
    request = dump_request(files, groups, limits)
    environment = {"PYTHONPATH": _ROOT, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=_ROOT,
        close_fds=True,
    ) as child:
        try:
            answer, progress = child.communicate(request, timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            _, progress = child.communicate()
            return _too_expensive(progress)
    if child.returncode != 0:
        return _too_expensive(progress)
    try:
        return load_checked(answer, files)
    except (orjson.JSONDecodeError, KeyError, ValueError, TypeError):
        return _too_expensive(progress)


def _too_expensive(progress: bytes) -> Checked:
    """The child names each file on stderr before it opens it: the last one named was too much."""
    lines = [line for line in progress.decode(errors="replace").splitlines() if line.startswith("file ")]
    path = lines[-1].removeprefix("file ") if lines else ""
    finding = Finding(
        path,
        None,
        "check-too-expensive",
        "Checking took more time or memory than it may.",
        "Make the file smaller or simpler; long rows of parallel branches grow very fast.",
    )
    return Checked((), (finding,))
