"""The commands of ``aftercare``, one noun or verb per module: ``add_to`` names the words, ``run`` does it.

What a command needs of the service is imported inside it: ``aftercare --help`` and the process that only
watches over others stay small and quick.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
