"""The calling side of the check: a child process of its own for each, so that no file can harm the caller.

The child gets no environment of ours (no secrets), limits its own memory and processor time before it reads
anything, and is killed when it takes too long by the clock. Verdicts are remembered for a while: the same
bytes deserve the same answer, and asking again costs a second of processor time.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Collection, Sequence
from pathlib import Path

import orjson

from service.engine.intake.limits import Limits
from service.engine.intake.wire import dump_request, load_checked
from service.engine.progress import Checked, Finding, SourceFile

_ROOT = str(Path(__file__).resolve().parents[3])
_COMMAND = (sys.executable, "-s", "-m", "service.engine.intake.child")
_REMEMBERED = 64

_answers: OrderedDict[bytes, bytes] = OrderedDict()


class _Overspent(Exception):
    """The child died of its limits, or was killed; ``path`` is the file it was at."""

    def __init__(self, progress: bytes) -> None:
        # The child names each file on stderr before it opens it: the last one named was too much.
        lines = [line for line in progress.decode(errors="replace").splitlines() if line.startswith("file ")]
        self.path = lines[-1].removeprefix("file ") if lines else ""
        super().__init__(self.path)


def check_in_child(files: Sequence[SourceFile], groups: Collection[str], limits: Limits) -> Checked:
    """The child's verdict; a child that dies or dawdles is itself a finding."""
    request = dump_request(files, groups, limits)
    key = hashlib.sha256(request).digest()
    try:
        answer = _answers.get(key) or _ask_child(request, limits)
        checked = load_checked(answer, files)
    except _Overspent as overspent:
        return _too_expensive(overspent.path)
    except (orjson.JSONDecodeError, KeyError, ValueError, TypeError):
        return _too_expensive("")
    _remember(key, answer)
    return checked


def _ask_child(request: bytes, limits: Limits) -> bytes:
    with subprocess.Popen(
        _COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": _ROOT, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
        cwd=_ROOT,
        close_fds=True,
    ) as child:
        try:
            answer, progress = child.communicate(request, timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            raise _Overspent(child.communicate()[1]) from None
    if child.returncode != 0:
        raise _Overspent(progress)
    return answer


def _remember(key: bytes, answer: bytes) -> None:
    _answers[key] = answer
    while len(_answers) > _REMEMBERED:
        _answers.popitem(last=False)


def _too_expensive(path: str) -> Checked:
    finding = Finding(
        path,
        None,
        "check-too-expensive",
        "Checking took more time or memory than it may.",
        "Make the file smaller or simpler; long rows of parallel branches grow very fast.",
    )
    return Checked((), (finding,))
