"""The token game of check moves one node at a time; here every order is played, and both must say the same."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.check.asking import ask
from tests.engine.drawing import choice, end, flow, parallel, start, user

MAX_STATES = 4_000
Edges = tuple[tuple[str, str], ...]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, str], Edges]:
    """Up to eight nodes, of which each is reached from one before it; tasks and ends have one way out at most."""
    count = draw(st.integers(2, 8))
    kinds = {f"n{n}": draw(st.sampled_from(["parallel", "parallel", "choice", "user"])) for n in range(count)}
    names = ["begin", *kinds, "done"]
    edges: list[tuple[str, str]] = []
    for n, name in enumerate(names[1:], start=1):
        sources = [s for s in names[:n] if s not in ("done",) and not _full(s, kinds, edges)]
        assume(sources)
        edges.append((draw(st.sampled_from(sources)), name))
    for _ in range(draw(st.integers(0, 5))):
        source, target = draw(st.sampled_from(names[:-1])), draw(st.sampled_from(names[1:]))
        if not _full(source, kinds, edges) and (source, target) not in edges and source != target:
            edges.append((source, target))
    for name in names[:-1]:
        if not any(source == name for source, _ in edges):
            edges.append((name, "done"))
    return kinds, tuple(edges)


def _full(name: str, kinds: dict[str, str], edges: list[tuple[str, str]]) -> bool:
    return kinds.get(name, "user") == "user" and any(source == name for source, _ in edges)


def by_force(kinds: dict[str, str], edges: Edges) -> tuple[bool, set[str]] | None:
    """Whether some order of moves gets stuck, and the joins that fire in some; None where there are too many states
    or a flow collects tokens."""
    into = {name: [e for e in edges if e[1] == name] for name in (*kinds, "done")}
    out = {name: [e for e in edges if e[0] == name] for name in ("begin", *kinds)}
    first = frozenset(Counter(out["begin"]).items())
    seen = {first}
    todo = [first]
    fired: set[str] = set()
    stuck = False
    while todo:
        tokens = Counter(dict(todo.pop()))
        afters = []
        for name in (*kinds, "done"):
            arrived = [e for e in into[name] if tokens[e]]
            if kinds.get(name) == "parallel":
                if arrived and len(arrived) == len(into[name]):
                    fired.add(name)
                    afters.append(tokens - Counter(arrived) + Counter(out[name]))
                continue
            for e in arrived:
                ways = [[way] for way in out[name]] if kinds.get(name) == "choice" else [out.get(name, [])]
                afters += [tokens - Counter([e]) + Counter(way) for way in ways]
        stuck |= not afters and bool(tokens)
        for after in afters:
            state = frozenset(after.items())
            if any(number > 2 for number in after.values()) or len(seen) > MAX_STATES:
                return None
            if state not in seen:
                seen.add(state)
                todo.append(state)
    return stuck, fired


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_one_order_finds_what_all_orders_find(graph: tuple[dict[str, str], Edges]) -> None:
    kinds, edges = graph
    forced = by_force(kinds, edges)
    assume(forced is not None)
    assert forced is not None
    stuck, fired = forced
    draw = {"parallel": parallel, "choice": choice, "user": user}
    nodes = [draw[kind](name) for name, kind in kinds.items()]
    problems = ask(start(), end(), *nodes, *(flow(a, b, id=f"f{n}") for n, (a, b) in enumerate(edges)))
    found = {p.element: p.code for p in problems if p.code in ("join-never-full", "join-may-wait-forever")}

    assert bool(found) == stuck
    for join, code in found.items():
        assert (code == "join-never-full") == (join not in fired)
