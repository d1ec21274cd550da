"""An archive on its way to whoever took it. Must not know what it is for."""

from __future__ import annotations

from flask import Response

from webapp.files.names import disposition
from webapp.store.archives import ArchiveRow
from webapp.store.reads.handovers import archive_content
from webapp.web.actor import desk
from webapp.web.parts.filed import CHUNK, POLICY


def sent(archive: ArchiveRow, name: str) -> Response:
    """To be saved under a name. Raises FileChanged where the bytes are not those that were made."""
    with desk().store.read() as unit:
        stream = archive_content(unit, archive)

    def pieces() -> object:
        with stream:
            while piece := stream.read(CHUNK):
                yield piece

    response = Response(pieces(), content_type="application/zip")  # type: ignore[arg-type]
    response.call_on_close(stream.close)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Length"] = str(archive.size)
    response.headers["Content-Security-Policy"] = POLICY
    return response
