"""The pages: for everybody, in their language, with nothing in them that could run by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import web
from service.web import words

TEMPLATES = sorted((Path(web.__file__).parent / "templates").glob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_page_holds_a_script_or_a_style_of_its_own(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|\|\s*safe|autoescape", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_page_loads_anything_from_elsewhere(template: Path) -> None:
    assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", template.read_text(encoding="utf-8"))


def test_the_policy_of_a_page_lets_only_our_own_scripts_run(bare: FlaskClient) -> None:
    policy = bare.get("/docs").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_data_may_load_nothing_at_all(bare: FlaskClient) -> None:
    headers = bare.get("/api/v1/tasks").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("zh-CN,zh;q=0.9", "zh-CN"), ("zh-Hant", "zh-CN"), ("fr", "en"), ("en-GB", "en"), ("", "en")],
)
def test_a_page_speaks_the_language_of_the_browser(bare: FlaskClient, asked: str, language: str) -> None:
    page = bare.get("/docs", headers={"Accept-Language": asked}).get_data(as_text=True)
    assert f'<html lang="{language}">' in page


def test_a_language_chosen_with_the_switch_is_remembered(bare: FlaskClient) -> None:
    bare.get("/docs?lang=zh", headers={"Accept-Language": "en"})
    assert '<html lang="zh-CN">' in bare.get("/docs", headers={"Accept-Language": "en"}).get_data(
        as_text=True
    )


def test_a_language_we_do_not_speak_is_no_choice(bare: FlaskClient) -> None:
    answer = bare.get("/docs?lang=<script>", headers={"Accept-Language": "zh"})
    assert '<html lang="zh-CN">' in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers


def test_a_browser_that_is_lost_gets_a_page_and_a_program_a_problem(bare: FlaskClient) -> None:
    page = bare.get("/nowhere", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert bare.get("/nowhere", headers={"Accept": "*/*"}).mimetype == "application/problem+json"
    assert bare.get("/api/v1/x", headers={"Accept": "text/html"}).mimetype == "application/problem+json"


def test_what_is_asked_for_with_its_digest_may_be_kept_for_ever(bare: FlaskClient) -> None:
    page = bare.get("/docs").get_data(as_text=True)
    address = re.search(r'href="(/static/aftercare\.css\?v=\w+)"', page)
    assert address is not None
    assert "immutable" in bare.get(address[1]).headers["Cache-Control"]
    assert "immutable" not in bare.get("/static/aftercare.css").headers["Cache-Control"]


def test_no_file_outside_the_static_folder_is_served(bare_app: Flask) -> None:
    for path in ("/static/../pages.py", "/static/%2e%2e/pages.py", "/static/..%2f..%2fsettings.py"):
        assert bare_app.test_client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.4, "0 seconds", "0 秒"),
        (1, "1 second", "1 秒"),
        (119, "1 minute", "1 分钟"),
        (7_200, "2 hours", "2 小时"),
        (431_004, "4 days", "4 天"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(seconds: float, english: str, chinese: str) -> None:
    assert (words.lasting(seconds, "en"), words.lasting(seconds, "zh")) == (english, chinese)
