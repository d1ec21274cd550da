"""JSON, TOML and YAML of a bundle as plain values, or one located problem. Must not know what the values mean."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from webapp.bundle.shape import BundleProblems, unreadable

MAX_YAML = 500_000


def read_json(raw: bytes, file: str) -> Any:
    """The value of a JSON file. Raises BundleProblems with one problem."""
    try:
        return _sayable(json.loads(_text(raw, file, "JSON"), object_pairs_hook=_without_doubles))
    except json.JSONDecodeError as problem:
        raise BundleProblems([unreadable(file, "JSON", problem.msg, problem.lineno)]) from None
    except (ValueError, RecursionError) as problem:
        raise BundleProblems([unreadable(file, "JSON", str(problem), None)]) from None


def read_toml(raw: bytes, file: str) -> dict[str, Any]:
    """The table of a TOML file. Raises BundleProblems with one problem."""
    try:
        return tomllib.loads(_text(raw, file, "TOML"))
    except tomllib.TOMLDecodeError as problem:
        said = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(problem), re.DOTALL)
        why, line = (said[1], said[2]) if said else (str(problem), None)
        raise BundleProblems([unreadable(file, "TOML", why, int(line) if line else None)]) from None
    except RecursionError as problem:
        raise BundleProblems([unreadable(file, "TOML", str(problem), None)]) from None


def read_yaml(raw: bytes, file: str) -> Mapping[str, Any]:
    """The record of a YAML file, without anchors (which can blow up). Raises BundleProblems with one problem."""
    import yaml  # only stories are YAML; what has none starts faster

    text = _text(raw, file, "YAML")
    if len(text) > MAX_YAML:
        raise BundleProblems([unreadable(file, "YAML", f"> {MAX_YAML:,} characters", None)])
    try:
        for event in yaml.parse(text, Loader=_yaml_loader()) if "*" in text else ():
            if isinstance(event, yaml.AliasEvent):
                raise BundleProblems([unreadable(file, "YAML", f"alias *{event.anchor}", None)])
        value = _sayable(yaml.load(text, Loader=_yaml_loader()))  # noqa: S506 - a SafeLoader, in C where there is one
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else None
        raise BundleProblems([unreadable(file, "YAML", problem.problem or "", line)]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise BundleProblems([unreadable(file, "YAML", str(problem), None)]) from None
    if not isinstance(value, Mapping):
        raise BundleProblems([unreadable(file, "YAML", "not a record", 1)])
    return value


@cache
def _yaml_loader() -> Any:
    """A SafeLoader in which only true and false are truth values, as in YAML 1.2: a story has a day `on` which
    something happens, and answers `yes` and `no`."""
    import yaml

    truth = "tag:yaml.org,2002:bool"
    loader: Any = type("StoryLoader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != truth]
        for first, resolvers in loader.yaml_implicit_resolvers.items()
    }
    loader.add_implicit_resolver(truth, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
    return loader


def _text(raw: bytes, file: str, kind: str) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise BundleProblems([unreadable(file, kind, "UTF-8ではありません / not UTF-8", line)]) from None


def _sayable(value: Any) -> Any:
    """The value itself. Raises ValueError for half a character, which no file and no page can hold."""
    json.dumps(value, ensure_ascii=False, default=str, skipkeys=True).encode()
    return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"“{next(n for n in names if names.count(n) > 1)}” is given twice")
    return record
