"""What keeps the files of a process from running: reading and check in one. Must not know drafts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from webapp.bundle.body import checked_body
from webapp.bundle.formats import read_toml
from webapp.bundle.law import law_from
from webapp.bundle.pack import pack
from webapp.bundle.read import DIAGRAM, read_files
from webapp.bundle.shape import BundleProblems
from webapp.cases.desk import BODY, BODY_FILE, Desk
from webapp.engine.check import check_diagram
from webapp.model.bundle import Bundle
from webapp.model.problem import Problem
from webapp.model.purpose import PURPOSES
from webapp.model.refusals import CheckFailed
from webapp.model.text import Text
from webapp.store import design


def problems_of(
    desk: Desk, process: str, files: Mapping[str, bytes], body: Mapping[str, bytes] | None = None
) -> tuple[Problem, ...]:
    """All problems of a process folder, or of the body's file. `body`: the files of the body with which it is to go
    live; else it is judged beside the body that is live."""
    try:
        if process == BODY:
            law_from(checked_body(read_toml(files.get(BODY_FILE, b""), BODY_FILE)), {}, {}, date.min)
            return _nameless(files)
        bundle = read_files(files, process)
    except BundleProblems as refused:
        return (*refused.problems, *_drawn(desk, files, refused.problems))
    return (*desk.engine.check(bundle, desk.rules, _body(desk, body)), *_other_purpose(desk, bundle))


def _other_purpose(desk: Desk, bundle: Bundle) -> Iterator[Problem]:
    """A purpose that is not that of the live version: the cases that are there would change theirs with it."""
    with desk.store.read() as unit:
        live = design.live_version(unit, bundle.id)
    before = "" if live is None else desk.bundle(live.id).purpose
    if bundle.purpose and before and bundle.purpose != before:
        was, now = PURPOSES[before], PURPOSES[bundle.purpose]
        message = Text(
            f"情報を知り得る業務（purpose）が「{was.ja}」から「{now.ja}」に変わっています。進行中と終了した案件の目的も変わることになります（法第55条）。",
            f"The business in which its cases learn what they hold (purpose) changes from “{was.en}” to “{now.en}”, and so "
            "would that of the cases that are there (article 55).",
        )
        remedy = Text(
            "元に戻し、別の業務には別のプロセスを作ってください。",
            "Put it back. For another business, make another process.",
        )
        yield Problem("error", "purpose-changed", message, remedy, "process.toml")


def _body(desk: Desk, files: Mapping[str, bytes] | None) -> Mapping[str, Any] | None:
    """What the body's file holds; None while there is no body, or one that cannot be read, which is said of it."""
    if files is not None:
        try:
            return checked_body(read_toml(files.get(BODY_FILE, b""), BODY_FILE))
        except BundleProblems:
            return None
    with desk.store.read() as unit:
        live = design.live_version(unit, BODY)
    return None if live is None else desk.body(live.id)


def _drawn(desk: Desk, files: Mapping[str, bytes], known: Sequence[Problem]) -> Iterator[Problem]:
    """The errors of the diagram of a bundle of which another file cannot be read."""
    if DIAGRAM in files and not any(problem.file in (DIAGRAM, None) for problem in known):
        found = check_diagram(files[DIAGRAM], desk.rules, DIAGRAM)
        yield from (problem for problem in found if problem.severity == "error")


def _nameless(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    if "name" in read_toml(files.get(BODY_FILE, b""), BODY_FILE):
        return ()
    message = Text("団体の名前（[name]）がありません。", "The body's name ([name]) is missing.")
    remedy = Text("body.tomlに[name]のja、enを書いてください。", "Write [name] with ja and en into body.toml.")
    return (Problem("error", "body-nameless", message, remedy, BODY_FILE),)


def refuse_errors(
    desk: Desk, process: str, files: Mapping[str, bytes], body: Mapping[str, bytes] | None = None
) -> None:
    """Raises CheckFailed where there is an error; warnings pass. `body`: see problems_of."""
    problems = problems_of(desk, process, files, body)
    if any(problem.severity == "error" for problem in problems):
        raise CheckFailed(problems)


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as they are stored. Raises CheckFailed for what no bundle can hold."""
    try:
        return pack(files)
    except BundleProblems as refused:
        raise CheckFailed(refused.problems) from None
