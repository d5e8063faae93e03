"""Watching over child processes: start them, start them again when they die, and leave none behind.

A child is asked to stop when we are (SIGTERM, then SIGKILL); when we are killed outright, the kernel asks it
(Linux: the parent-death signal). Each has a session of its own, so that Ctrl-C in a terminal reaches us alone
and the order of stopping is ours.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

_LOOK_EVERY_S = 0.1
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0
_STEADY_AFTER_S = 30.0
_PATIENCE_S = 15.0
_SET_PARENT_DEATH_SIGNAL = 1


class ChildFailed(Exception):
    """A child ended before the household was up; the message names it."""


@dataclass
class Child:
    """One process we keep running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float | None = None
    pause_s: float = field(default=_FIRST_PAUSE_S)

    def start(self) -> None:
        """Start it now."""
        self.started_at = time.monotonic()
        self.start_again_at = None
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            pass_fds=self.pass_fds,
            start_new_session=True,
            preexec_fn=_die_with_parent(os.getpid()),
        )

    def look(self) -> int | None:
        """Its exit code if it ended since the last look; then it will be started again after a pause."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.process = None
        steady = time.monotonic() - self.started_at >= _STEADY_AFTER_S
        self.pause_s = _FIRST_PAUSE_S if steady else min(self.pause_s * 2, _LONGEST_PAUSE_S)
        self.start_again_at = time.monotonic() + self.pause_s
        return code

    def ask_to_stop(self) -> None:
        """Ask it to finish what it does and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def see_off(self, until: float) -> None:
        """Wait for its end until this moment, then end its whole session."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Household:
    """The children of one command; ``keep`` watches until a signal asks to stop, ``leave`` ends them all."""

    def __init__(self) -> None:
        """Begin without children, listening for the signals that end it."""
        self.stopping = threading.Event()
        self._children: list[Child] = []
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def add(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        pass_fds: tuple[int, ...] = (),
    ) -> Child:
        """Start one more child; the ones added first are stopped last."""
        child = Child(name, command, environment or os.environ, pass_fds)
        self._children.append(child)
        child.start()
        return child

    def wait_until(self, ready: Callable[[], bool], *, patience_s: float, what: str) -> bool:
        """Wait for something a child brings about; False when a stop was asked for meanwhile."""
        until = time.monotonic() + patience_s
        while not ready():
            for child in self._children:
                code = child.look()
                if code is not None:
                    raise ChildFailed(f"{child.name} ended at once ({code}); what it said stands above")
            if time.monotonic() > until:
                raise ChildFailed(f"{what} did not answer within {patience_s:.0f} seconds")
            if self.stopping.wait(_LOOK_EVERY_S / 2):
                return False
        return True

    def keep(self) -> int:
        """Keep the children running until asked to stop, then end them; the exit code."""
        try:
            while not self.stopping.wait(_LOOK_EVERY_S):
                for child in self._children:
                    self._tend(child)
        finally:
            self.leave()
        return 0

    def _tend(self, child: Child) -> None:
        code = child.look()
        if code is not None:
            print(f"aftercare: {child.name} ended ({code}); starting it again", file=sys.stderr, flush=True)
        if child.start_again_at is not None and time.monotonic() >= child.start_again_at:
            child.start()

    def leave(self) -> None:
        """Stop every child, the last one added first, and wait until none is left."""
        until = time.monotonic() + _PATIENCE_S
        foundation, others = self._children[:1], self._children[1:]
        for child in others:
            child.ask_to_stop()
        for child in reversed(others):
            child.see_off(until)
        for child in foundation:
            child.ask_to_stop()
            child.see_off(time.monotonic() + _PATIENCE_S)
        self._children.clear()


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    """What a child does before it becomes its command: ask the kernel to be stopped when we are gone."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(0)  # the parent died between the fork and the line above

    return ask
