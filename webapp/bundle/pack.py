"""The files of a bundle ⇄ one ZIP without time stamps: equal files give equal bytes. Must not know what they mean."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from webapp.bundle.shape import BundleProblems
from webapp.model.problem import Problem
from webapp.model.text import Text

MAX_FILES: Final = 500
MAX_FILE: Final = 2_000_000
MAX_TOTAL: Final = 20_000_000

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PART: Final = r"[A-Za-z0-9_\-][A-Za-z0-9_.\-]{0,99}"
_PATH: Final = re.compile(rf"{_PART}(?:/{_PART}){{0,3}}")


def pack(files: Mapping[str, bytes]) -> bytes:
    """The ZIP of `files`, deterministic. Raises BundleProblems where `guard` does."""
    guard(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return out.getvalue()


def unpack(packed: bytes) -> dict[str, bytes]:
    """The files of a ZIP. Raises BundleProblems: not a ZIP, too large, names that lead elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            problems = list(_problems({entry.filename: entry.file_size for entry in entries}))
            if len({entry.filename for entry in entries}) < len(entries):
                problems.append(
                    _problem("file-twice", None, "同じ名前のファイルが2つあります。", "Two files have one name.")
                )
            if problems:
                raise BundleProblems(problems)
            return {entry.filename: archive.read(entry) for entry in entries}
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as problem:
        raise BundleProblems(
            [
                _problem(
                    "zip-malformed",
                    None,
                    f"ZIPとして読めません（{problem}）。",
                    f"This is not a ZIP that can be read ({problem}).",
                )
            ]
        ) from None


def guard(files: Mapping[str, bytes]) -> None:
    """Raises BundleProblems where there are too many files, too much in them, or names that could lead elsewhere."""
    problems = list(_problems({path: len(raw) for path, raw in files.items()}))
    if problems:
        raise BundleProblems(problems)


def _problems(sizes: Mapping[str, int]) -> Iterator[Problem]:
    if len(sizes) > MAX_FILES:
        yield _problem(
            "too-many-files", None, f"ファイルが{MAX_FILES}を超えています。", f"There are more than {MAX_FILES} files."
        )
    if sum(sizes.values()) > MAX_TOTAL:
        yield _problem(
            "bundle-too-large",
            None,
            f"合計が{MAX_TOTAL:,}バイトを超えています。",
            f"Together they exceed {MAX_TOTAL:,} bytes.",
        )
    for path, size in sizes.items():
        if not _PATH.fullmatch(path):
            yield _problem(
                "file-name",
                path[:200].encode("utf-8", "replace").decode(),
                "ファイル名に使えない文字があるか、フォルダーの外を指しています。",
                "The file's name has characters that are not accepted, or leads out of the folder.",
            )
        elif size > MAX_FILE and path != "process.bpmn":  # the diagram's door says it better
            yield _problem(
                "file-too-large", path, f"{MAX_FILE:,}バイトを超えています。", f"It is larger than {MAX_FILE:,} bytes."
            )


def _problem(code: str, file: str | None, ja: str, en: str) -> Problem:
    return Problem(
        "error",
        code,
        Text(ja, en),
        Text("プロセスのフォルダーをそのまま選んでください。", "Choose the process folder as it is."),
        file,
    )
