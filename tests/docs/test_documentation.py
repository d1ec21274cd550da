"""What the documentation names exists: commands, settings, handlers, routes, files. Must not judge the prose."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from flask import Flask

from handlers.registry import RULES
from webapp.cli import build_parser
from webapp.model.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"))
    if "requirements.md" not in path.name
)
INLINE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.M | re.S)
MAKE_TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))


def spans(page: Path) -> list[str]:
    """Everything that is set as code: inline spans and the lines of fenced blocks."""
    text = page.read_text("utf-8")
    fenced = [line.strip() for block in FENCED.findall(text) for line in block.splitlines()]
    return INLINE.findall(FENCED.sub("", text)) + fenced


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_exist(page: Path) -> None:
    """Given a page, when it names a `nintei` command, then the parser knows it."""
    commands = build_parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    for span in spans(page):
        if not span.startswith("nintei "):
            continue
        for name in span.split()[1].split("|"):
            assert name in commands, f"{page.name}: nintei {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_exist(page: Path) -> None:
    for span in spans(page):
        if not span.startswith("make "):
            continue
        targets = [word for word in shlex.split(span, comments=True)[1:] if "=" not in word]
        assert set(targets) <= MAKE_TARGETS, f"{page.name}: {span}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_settings_exist(page: Path) -> None:
    for span in spans(page):
        for name in re.findall(r"NINTEI_[A-Z_]+", span):
            assert name in SETTINGS or name in ("NINTEI_CI", "NINTEI_FAILPOINT"), f"{page.name}: {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_handlers_exist(page: Path) -> None:
    for span in spans(page):
        if re.fullmatch(r"(periods|application|incident|complaint|conflict|rules)\.[a-z_]+", span):
            assert span in RULES, f"{page.name}: {span}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_exist(page: Path) -> None:
    """Given a page, when it names a file or folder of ours by its path, then it is there."""
    for span in spans(page):
        if not re.fullmatch(r"(webapp|handlers|processes|tests|docs|bench|\.ci)/[\w./-]+", span):
            continue
        assert (ROOT / span).exists(), f"{page.name}: {span}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_routes_exist(page: Path, app: Flask) -> None:
    """Given a page, when it names `GET /x` or `POST /x`, then the application has that route."""
    rules = {re.sub(r"<[^>]+>", "<>", rule.rule) for rule in app.url_map.iter_rules()}
    for span in spans(page):
        if found := re.match(r"(?:GET|POST|PUT) (/\S*)$", span):
            assert re.sub(r"<[^>]+>", "<>", found.group(1)) in rules, f"{page.name}: {span}"


def test_every_setting_and_command_is_described() -> None:
    """Given the operations page, then it describes each setting and each command."""
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    commands = build_parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    for name in [*SETTINGS, *(f"nintei {command}" for command in commands)]:
        assert name in text, name


def test_nothing_names_the_workplace() -> None:
    """Given everything that git would take, then no file names a folder of the machine that it was written on."""
    places = re.compile(r"\.\./" + r"shared\b|/" + r"work/(main|shared)|/" + r"opt/(wheels|pypi)")
    for folder in ("webapp", "handlers", "processes", "tests", "docs", "bench", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in (".py", ".md", ".toml", ".json", ".html", ".bpmn", ".yaml", ".mjs", ".css"):
                if "node_modules" in path.parts:
                    continue
                assert not places.search(path.read_text("utf-8")), path
