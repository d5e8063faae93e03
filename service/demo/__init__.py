"""Made-up people, customers and cases, for looking round.

Nothing here is written to tables by hand: every case got where it is by the operations that requests call.
"""

from __future__ import annotations

from service.demo.seeding import seed

__all__ = ["seed"]
