"""Commands that live beside the tests, because only a checkout has what they need."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from service.commands.place import checkout


def run_module(module: str, words: Sequence[str]) -> int:
    """Become ``python -m module`` in the checkout; words that are paths are read from where the person
    stands.
    """
    root = checkout()
    if root is None:
        raise ValueError(f"{module.split('.')[-1]} needs a checkout of aftercare: run it there with ./run")
    told = [os.path.abspath(word) if os.path.exists(word) else word for word in words]
    os.chdir(root)
    os.execv(sys.executable, [sys.executable, "-m", module, *told])
