"""Going to the company's own sign-in and coming back, as a browser does."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests

from tests.desk.conftest import Person


def away(person: Person, wanted: str = "/desk/cases") -> str:
    """Leave for the provider and sign in there; the address it sends the browser back to."""
    gone = person.client.get("/sign-in/company", query_string={"next": wanted})
    assert gone.status_code == 303
    answer = requests.get(gone.location, allow_redirects=False, timeout=5)
    return str(answer.headers["Location"])


def back(person: Person, address: str) -> tuple[int, str, str]:
    """Come back: the status, where it leads, and what the page says."""
    parts = urlsplit(address)
    answer = person.client.get(f"{parts.path}?{parts.query}")
    return answer.status_code, answer.location or "", answer.get_data(as_text=True)


def is_in(person: Person) -> bool:
    """Whether they have a session."""
    return person.client.get_cookie("aftercare_session") is not None
