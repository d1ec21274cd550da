"""The committed bundles are what the sources make, byte for byte; and what they must never contain."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRONT = ROOT / "webapp" / "frontend"
DIST = ROOT / "webapp" / "web" / "static" / "dist"
NODE = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh build."""
    if NODE is None or not (FRONT / "node_modules").is_dir():
        pytest.skip("Node or the packages of the front end are missing (make front)")
    target = tmp_path_factory.mktemp("built") / "dist"
    done = subprocess.run([NODE, "build.mjs", str(target)], cwd=FRONT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return target


def test_the_committed_bundles_are_what_the_sources_make(built: Path) -> None:
    made = {path.name: path.read_bytes() for path in built.iterdir()}
    kept = {path.name: path.read_bytes() for path in DIST.iterdir()}
    assert sorted(made) == sorted(kept)
    differing = [name for name in made if made[name] != kept[name]]
    assert differing == [], "run `make front` and commit what it makes"


def test_the_bundles_stay_small() -> None:
    """Bytes before compression; the editor is loaded on the page that edits, nowhere else."""
    limits = {"app.js": 80_000, "viewer.js": 260_000, "modeler.js": 1_300_000}
    sizes = {name: (DIST / name).stat().st_size for name in limits}
    assert {name: size for name, size in sizes.items() if size > limits[name]} == {}


@pytest.mark.parametrize("path", sorted(DIST.glob("*.css")), ids=lambda path: path.name)
def test_styles_load_nothing_from_elsewhere(path: Path) -> None:
    """The content security policy allows styles, fonts and pictures of our own address, and data: for pictures."""
    for address in re.findall(r"url\(([^)]*)\)", path.read_text("utf-8")):
        assert address.strip("\"'").startswith(("./", "data:image/")), address


def test_every_package_in_the_bundles_is_named_with_its_licence() -> None:
    notices = (DIST / "THIRD-PARTY.txt").read_text("utf-8")
    for name in ("bpmn-js", "diagram-js", "htmx.org", "bpmn-js-properties-panel", "@digital-go-jp/design-tokens"):
        assert re.search(rf"^{re.escape(name)} \d", notices, re.M), name
    assert "bpmn.io" in notices
    assert "holds no file with its licence" not in notices


def test_the_lock_names_versions_and_hashes_but_no_registry() -> None:
    lock = json.loads((FRONT / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if not entry.get("integrity", "").startswith("sha512-")] == []


def test_direct_packages_are_pinned_exactly() -> None:
    package = json.loads((FRONT / "package.json").read_text("utf-8"))
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_the_modules_pass_their_own_tests() -> None:
    """What can be tried without a browser: saving, durations, outcomes, heat."""
    if NODE is None or not (FRONT / "node_modules").is_dir():
        pytest.skip("Node or the packages of the front end are missing (make front)")
    tests = sorted(str(path) for path in Path(__file__).parent.glob("*.test.mjs"))
    done = subprocess.run([NODE, "--test", *tests], cwd=FRONT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-4000:]
    assert re.search(r"^# pass [1-9]", done.stdout, re.M) or re.search(r"^ℹ pass [1-9]", done.stdout, re.M)
