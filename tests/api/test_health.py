"""The health of the service, told truthfully to machines and on the front page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from service.app import create_app
from service.runtime import build_runtime
from service.settings import Settings
from tests.api.company import Company


def test_a_service_without_workers_says_so(company: Company) -> None:
    for address in ("/health", "/api/v1/health"):
        told = company.app.test_client().get(address).json
        assert told["database"] == "ok"
        assert told["workers"] == []
        assert told["queue"] == "no worker seen"


def test_a_database_that_is_away_is_told_with_503(tmp_path: Path) -> None:
    rt = build_runtime(
        replace(Settings(), database_url="postgresql://nobody@127.0.0.1:1/none", data_dir=tmp_path)
    )
    client = create_app(rt).test_client()
    answer = client.get("/health")
    assert (answer.status_code, answer.json["ok"]) == (503, False)
    page = client.get("/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Something needs attention" in page.get_data(as_text=True)
    refused = client.post("/api/v1/sessions", json={"username": "a", "password": "b"})
    assert (refused.status_code, refused.json["code"]) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    rt.close()


def test_a_database_without_tables_is_told_with_503(tmp_path: Path) -> None:
    rt = build_runtime(Settings(data_dir=tmp_path / "empty"))
    answer = create_app(rt).test_client().get("/health")
    assert (answer.status_code, answer.json["ok"]) == (503, False)
    rt.close()


def test_the_front_page_shows_what_is_live(company: Company) -> None:
    company.open_case()
    page = company.app.test_client().get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "feedback" in page
    assert 'href="/docs"' in page
