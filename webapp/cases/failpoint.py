"""Named places at which a test kills this process, to prove that nothing half-done survives. Must not know verbs.

NINTEI_FAILPOINT=name:n kills with SIGKILL at the n-th pass of that place; without it a place costs one comparison.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

_WANTED, _, _PASS = os.environ.get("NINTEI_FAILPOINT", "").partition(":")
_passes: Counter[str] = Counter()


def passing(name: str) -> None:
    """This place is passed now."""
    if name != _WANTED:
        return
    _passes[name] += 1
    if _passes[name] == int(_PASS or 1):
        os.kill(os.getpid(), signal.SIGKILL)
