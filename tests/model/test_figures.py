"""Figures add up, and what the public is told gives no small count away. M-28."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.model.figures import Cell, Figures, Table, Times, median_and_ninety, public, withhold
from webapp.model.text import Text

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=6)


def table(*counts: int) -> Table:
    cells = tuple(Cell(Text(str(at)), count) for at, count in enumerate(counts))
    return Table("t", Text("表"), sum(counts), cells)


def shown(told: Table) -> list[int | None]:
    return [cell.count for cell in told.cells]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((20, 0, 11), [20, 0, 11]),  # nothing is small
        ((20, 2, 11), [20, None, None]),  # the next smallest goes with it, or it would follow from the whole
        ((20, 2, 3), [20, None, None]),  # two of them, with a sum that is not small
        ((20, 1, 1), [None, None, None]),  # 2 left for two means 1 each
        ((20, 1, 1, 9), [20, None, None, None]),
        ((46, 2, 0), [None, None, 0]),  # none at all identifies nobody
    ],
)
def test_small_counts_are_withheld_with_what_they_would_follow_from(
    counts: tuple[int, ...], told: list[int | None]
) -> None:
    assert shown(withhold(table(*counts), 5)) == told


@pytest.mark.parametrize("counts", [(4,), (1, 3), (2, 0, 0), (1, 1, 1, 1, 0)])
def test_a_table_of_a_small_whole_says_nothing(counts: tuple[int, ...]) -> None:
    told = withhold(table(*counts), 5)
    assert told.withheld and set(shown(told)) == {None}


@given(COUNTS)
def test_M28_what_is_told_is_true_and_what_is_withheld_cannot_be_worked_out(counts: list[int]) -> None:
    """Whatever fits the page (parts that add up to the whole, every withheld one at least 1) leaves each withheld count
    open."""
    whole, told = table(*counts), withhold(table(*counts), 5)
    assert told.whole == sum(counts)
    assert all(count is None or count == cell.count for count, cell in zip(shown(told), whole.cells, strict=True))
    assert all(count is None or count == 0 or count >= 5 for count in shown(told))
    if told.withheld or None not in shown(told):
        return
    hidden = [at for at, count in enumerate(shown(told)) if count is None]
    left = told.whole - sum(count or 0 for count in shown(told))
    fitting = [
        [*some, left - sum(some)]
        for some in product(range(1, min(left, 13)), repeat=min(len(hidden), 3) - 1)
        if left - sum(some) >= 1
    ]
    if len(hidden) <= 3:
        assert all(len({fit[at] for fit in fitting}) > 1 for at in range(len(hidden)))
    assert left > len(hidden) > 1


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 20), max_size=8))
def test_the_middle_and_nine_in_ten_are_days_that_some_case_took(days: dict[int, int]) -> None:
    times, each = median_and_ninety(days), sorted(day for day, count in days.items() for _ in range(count))
    assert times.count == len(each)
    if not each:
        assert times == Times(0)
        return
    assert times.median == each[-(-len(each) * 50 // 100) - 1]
    assert times.ninety == each[-(-len(each) * 90 // 100) - 1]
    assert sum(day <= (times.ninety or 0) for day in each) >= 0.9 * len(each)


@pytest.mark.parametrize(
    ("times", "told"), [(Times(0), Times(0)), (Times(4, 10, 12), Times(None)), (Times(5, 10, 12), Times(5, 10, 12))]
)
def test_times_of_few_cases_are_not_told(times: Times, told: Times) -> None:
    assert public(Figures(9, 9, (), times), 5).times == told
