"""A photo far too large, sent through a customer's link: refused without being read whole or kept."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from service.runtime import Runtime
from service.web.customer.link_pages import PHOTOS_AT_ONCE
from tests.desk.office import feedback

MB = 1_000_000
BOUNDARY = "xyzzy"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; filename="door.jpg"\r\n'
    "Content-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xe0"
).encode("latin-1")


class Endless(io.RawIOBase):
    """A body of which more comes as long as somebody reads; it counts what was read."""

    def __init__(self, most: int) -> None:
        """Nothing was read yet."""
        self.most = most
        self.read_so_far = 0

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        """The head of a form with a photo, then the photo, which does not end before ``most``."""
        at, size = self.read_so_far, min(len(into), 65_536, self.most - self.read_so_far)
        into[:size] = (HEAD[at : at + size]).ljust(size, b"x")
        self.read_so_far += size
        return size


@pytest.mark.parametrize("length", ["told", "too small", "none"])
def test_two_hundred_megabytes_are_refused_without_being_read_whole(
    office: Runtime, desk_app: Flask, length: str
) -> None:
    body = Endless(200 * MB)
    told = {"told": str(200 * MB), "too small": "1000", "none": ""}[length]
    allowed = {
        "told": 0,
        "too small": 1000,
        "none": PHOTOS_AT_ONCE * office.settings.attachment_bytes + 2 * MB,
    }
    link = "/t/" + feedback(office).tracking_url.rpartition("/t/")[2]
    desk_app.extensions["aftercare"] = office
    asked = create_environ(f"{link}/messages", method="POST")
    asked |= {"CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}", "CONTENT_LENGTH": told}
    asked |= {"wsgi.input": io.BufferedReader(body, 65_536)}
    if length == "none":  # as gunicorn says of a body in chunks
        asked["wsgi.input_terminated"] = True
    tracemalloc.start()
    _, status, _ = run_wsgi_app(desk_app, asked)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert status[0] == "4", status
    assert body.read_so_far <= allowed[length] + 2 * 65_536
    assert peak < 16 * MB, "what is being refused is not kept"
    assert not list(office.settings.data_dir.rglob("*.jpg"))
