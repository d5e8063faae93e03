"""The checking child: ``python -m service.engine.intake.child``, a request on stdin, a result on stdout."""

from __future__ import annotations

import os
import resource
import sys

from service.engine.intake.checking import check
from service.engine.intake.limits import Limits
from service.engine.intake.memory import ran_out
from service.engine.intake.wire import dump_checked, load_request
from service.engine.progress import Checked, Finding

_SHARED = 256 * 1024 * 1024
"""Address space of libraries and other memory that costs nothing."""


def _limit(limits: Limits) -> None:
    """Bind this process; a system that cannot bind one of them (macOS: memory) still has the others."""
    bounds = (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_DATA, limits.memory_bytes),
        (resource.RLIMIT_AS, limits.memory_bytes + _SHARED),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for what, bound in bounds:
        try:
            resource.setrlimit(what, (bound, bound))
        except (ValueError, OSError):
            continue


def _name_file(path: str) -> None:
    sys.stderr.write(f"file {path}\n")
    sys.stderr.flush()


def main() -> int:
    """Check what stdin asks for; 0 unless the limits ended it."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    request = load_request(sys.stdin.buffer.read())
    _limit(request.limits)
    try:
        checked = check(request.files, request.groups, request.limits, on_file=_name_file)
    except RecursionError:
        reason = "The files refer to one another, or nest, too deeply."
        checked = Checked((), (Finding("", None, "nesting-too-deep", reason, "Simplify them."),))
    except Exception as error:  # a file that confuses the check is refused by name, whatever it did
        if ran_out(error):
            return 1
        reason = f"The files confuse the check: {type(error).__name__}: {error}"[:300]
        checked = Checked((), (Finding("", None, "check-confused", reason, "Send them to the makers."),))
    answers.write(dump_checked(checked))
    answers.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
