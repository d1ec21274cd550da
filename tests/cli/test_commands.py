"""The command as people start it: what it says, what it refuses, how it ends. Given an installation in a folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NINTEI = Path(sys.executable).parent / "nintei"


def run(*arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("NINTEI_")}
    return subprocess.run(
        [str(NINTEI), *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the shelf published, as `nintei serve` leaves it, and nobody in it."""
    from webapp.app import open_desk
    from webapp.design.publish import publish_shelf
    from webapp.model.clock import wall_clock
    from webapp.model.settings import Settings

    data = tmp_path_factory.mktemp("house")
    desk = open_desk(Settings(data=data, processes=ROOT / "processes"))
    publish_shelf(desk, ROOT / "processes", wall_clock())
    desk.store.close()
    return data


def test_help_says_what_there_is_and_gives_examples() -> None:
    shown = run("--help")
    assert shown.returncode == 0
    assert "nintei serve --demo" in shown.stdout
    assert run().stdout == shown.stdout


def test_a_user_is_added_listed_and_disabled(house: Path) -> None:
    added = run(
        "user", "add", "sato", "--display-name", "佐藤", "--role", "intake", "--data", house, stdin="korakuen 73 hato\n"
    )
    assert (added.returncode, added.stdout) == (0, "sato was added\n")
    assert "intake" in run("user", "list", "--data", house).stdout
    assert run("user", "disable", "sato", "--data", house).returncode == 0
    assert "disabled" in run("user", "list", "--data", house).stdout


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (
            ("user", "add", "ito", "--display-name", "伊藤", "--role", "boss"),
            "korakuen 73 hato\n",
            "Unknown role: boss",
        ),
        (("user", "add", "ito", "--display-name", "伊藤"), "password\n", "12 characters"),
        (("user", "disable", "nobody"), "", "nobody signs in as 'nobody'"),
        (("publish", "no-such-folder", "--reason", "x"), "", "no folder 'no-such-folder'"),
        (("publish", "docs", "--reason", "x"), "", "no process in 'docs'"),
        (("publish", "processes", "--reason", " "), "", "Write a reason"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(house: Path, arguments: tuple[str, ...], stdin: str, says: str) -> None:
    refused = run(*arguments, "--data", house, stdin=stdin)
    assert refused.returncode == 1
    assert says in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_no_command_starts_a_house_by_a_mistyped_folder(tmp_path: Path) -> None:
    refused = run("user", "list", "--data", tmp_path / "typo")
    assert refused.returncode == 1
    assert "no database in" in refused.stderr
    assert not (tmp_path / "typo").exists()


def test_what_is_live_is_exported_and_publishing_it_again_changes_nothing(house: Path, tmp_path: Path) -> None:
    assert run("export", tmp_path / "out", "--data", house).returncode == 0
    assert (tmp_path / "out" / "incident" / "process.bpmn").read_bytes() == (
        ROOT / "processes" / "incident" / "process.bpmn"
    ).read_bytes()
    again = run("publish", tmp_path / "out", "--reason", "the same", "--data", house)
    assert "left alone: body, incident" in again.stdout


def test_T74_rules_are_published_with_the_resolution_named(house: Path, tmp_path: Path) -> None:
    run("export", tmp_path, "--data", house)
    amounts = tmp_path / "incident" / "parameters.toml"
    amounts.write_bytes(amounts.read_bytes().replace(b"value = 2\n", b"value = 3\n", 1))
    publish = ("publish", tmp_path, "--reason", "looked through", "--data", house)
    refused = run(*publish)
    assert refused.returncode == 1 and "parameters.toml" in refused.stderr and "--resolved-on" in refused.stderr
    half = run(*publish, "--resolution", "No. 3")
    assert half.returncode == 1 and "together" in half.stderr
    done = run(*publish, "--resolution", "No. 3", "--resolved-on", "2026-11-10")
    assert done.stdout.startswith("incident: version 2 is live")


def test_a_backup_is_restored_elsewhere_and_its_audit_holds(house: Path, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "copy.zip", "--data", house).returncode == 0
    restored = tmp_path / "restored"
    assert run("restore", tmp_path / "copy.zip", "--data", restored).returncode == 0
    (restored / "secret").write_bytes((house / "secret").read_bytes())
    (restored / "secret").chmod(0o600)
    assert run("verify-audit", "--data", restored).stdout == "every audit chain holds\n"
    assert "not empty" in run("restore", tmp_path / "copy.zip", "--data", restored).stderr


def test_another_secret_is_refused(house: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy.zip", "--data", house)
    run("restore", tmp_path / "copy.zip", "--data", tmp_path / "restored")
    (tmp_path / "restored" / "secret").write_text("0" * 64)
    (tmp_path / "restored" / "secret").chmod(0o600)
    refused = run("verify-audit", "--data", tmp_path / "restored")
    assert refused.returncode == 1
    assert "signed with key" in refused.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7"])
def test_the_demo_is_refused_on_any_address_but_loopback(host: str, tmp_path: Path) -> None:
    refused = run("serve", "--demo", "--host", host, "--data", tmp_path)
    assert refused.returncode == 1
    assert "loopback" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = run("serve", "--port", taken.getsockname()[1], "--data", tmp_path)
    assert refused.returncode == 1
    assert "cannot listen" in refused.stderr
