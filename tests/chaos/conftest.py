"""One seed for a run, printed at its head and with every failure: NINTEI_SEED repeats it."""

from __future__ import annotations

import os
import random

import pytest

SEED = int(os.environ.get("NINTEI_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Random numbers of this test alone; they do not depend on which other tests run."""
    print(f"seed {SEED} (repeat with NINTEI_SEED={SEED})")  # noqa: T201 - shown with a failure
    return random.Random(f"{SEED} {request.node.name}")  # noqa: S311 - not a secret
