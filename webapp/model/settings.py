"""Where the house stands: folders, address, database. Must not know who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path


class BadSetting(Exception):
    """A setting cannot be used; the message names it and what it must be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` holds the database file and the secret; `processes` is the shelf. `public_url` is the address that
    people type; https there switches secure cookies on."""

    data: Path = Path("var")
    processes: Path = Path("processes")
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    database_url: str = ""
    public_url: str = ""
    secret: str = ""

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the address."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def secure(self) -> bool:
        return self.address.startswith("https://")


SETTINGS: Mapping[str, str] = {
    "NINTEI_DATA": "folder of the database and the secret (default: var)",
    "NINTEI_PROCESSES": "folder of the process bundles (default: processes)",
    "NINTEI_DATABASE_URL": "postgresql://… instead of the SQLite file in NINTEI_DATA",
    "NINTEI_PUBLIC_URL": "the address that people type; https:// switches secure cookies on",
    "NINTEI_SECRET": "the master key, instead of the file NINTEI_DATA/secret",
}


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that the environment gives; what it leaves out keeps its default.

    Raises BadSetting for a public address that is neither http nor https.
    """
    public_url = environment.get("NINTEI_PUBLIC_URL", "").rstrip("/")
    if public_url and not public_url.startswith(("http://", "https://")):
        raise BadSetting("NINTEI_PUBLIC_URL must start with http:// or https://")
    return Settings(
        data=Path(environment.get("NINTEI_DATA", "var")),
        processes=Path(environment.get("NINTEI_PROCESSES", "processes")),
        database_url=environment.get("NINTEI_DATABASE_URL", ""),
        public_url=public_url,
        secret=environment.get("NINTEI_SECRET", ""),
    )
