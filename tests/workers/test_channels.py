"""Notifications leave the house under the same key at each attempt, never by webhook to a private address."""

from __future__ import annotations

import email
import email.policy
import io
import json
import logging
from urllib.parse import urlsplit

import pytest
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from service.domain.delivery_troubles import Trouble, trouble_of
from service.settings import Settings
from tests.workers.outside import mail_server, receiver
from workers.channels import Notification, NotSent, addresses, open_channels, services, webhook
from workers.channels.mail import Mail
from workers.channels.webhook import Webhook

TOLD = Notification(
    key="case-1:tell:7",
    to=("customer", "supervisor"),
    subject="FB-2026-000001: 处理进度",
    text="您好\r\nInjected: no",
    mail_to=("li@example.com",),
    case_number="FB-2026-000001",
)


@pytest.fixture
def receivers_are_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the receiver on this machine pass for one on the internet."""
    monkeypatch.setattr(webhook, "public_address", lambda host, port: "127.0.0.1")


def test_the_console_writes_one_line_whatever_is_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert open_channels(Settings()).send("console", TOLD) == "written into the log"
    [record] = caplog.records
    assert "\n" not in record.getMessage()
    assert "to=customer,supervisor key=case-1:tell:7" in record.getMessage()


def test_a_mail_reaches_the_named_and_the_standing_addresses() -> None:
    with mail_server() as server:
        port = server.server_address[1]
        Mail(f"smtp://127.0.0.1:{port}?to=desk@example.com", sender="care@example.com").send(TOLD)
        [(to, text)] = server.mails
    mail = email.message_from_bytes(text.encode(), policy=email.policy.default)
    assert to == ["li@example.com", "desk@example.com"]
    assert mail["Subject"] == TOLD.subject
    assert mail["From"] == "care@example.com"
    assert "您好" in mail.get_content()


def test_the_same_notification_has_the_same_message_id() -> None:
    with mail_server() as server:
        mail = Mail(f"smtp://127.0.0.1:{server.server_address[1]}", sender="care@example.com")
        mail.send(TOLD)
        mail.send(TOLD)
        first, second = (email.message_from_string(text)["Message-ID"] for _, text in server.mails)
    assert first == second != ""


def test_a_subject_cannot_smuggle_in_a_header() -> None:
    sneaky = Notification(
        key="k", to=(), subject="Hi\r\nBcc: x@example.com", text="", mail_to=("a@example.com",)
    )
    with mail_server() as server:
        Mail(f"smtp://127.0.0.1:{server.server_address[1]}", sender="care@example.com").send(sneaky)
        [(to, text)] = server.mails
    assert to == ["a@example.com"]
    assert email.message_from_string(text)["Bcc"] is None


def test_a_mail_server_that_refuses_is_a_failure() -> None:
    with mail_server(refuses=True) as server, pytest.raises(NotSent):
        Mail(f"smtp://127.0.0.1:{server.server_address[1]}", sender="care@example.com").send(TOLD)


def test_a_mail_server_that_is_away_is_a_failure() -> None:
    with pytest.raises(NotSent):
        Mail("smtp://127.0.0.1:1", sender="care@example.com").send(TOLD)


def test_a_webhook_posts_json_under_the_key(receivers_are_public: None) -> None:
    with receiver() as server:
        Webhook(server.url).send(TOLD)
        [(path, headers, body)] = server.requests
    assert path == "/hook?x=1"
    assert headers["Idempotency-Key"] == TOLD.key
    assert headers["Host"].startswith("receiver.example")
    assert json.loads(body)["subject"] == TOLD.subject


def test_a_webhook_follows_no_redirect(receivers_are_public: None) -> None:
    with receiver() as inner, receiver(302, Location=f"http://127.0.0.1:{inner.server_port}/") as outer:
        with pytest.raises(NotSent, match="302"):
            Webhook(outer.url).send(TOLD)
        assert not inner.requests


def test_a_webhook_that_answers_with_an_error_is_a_failure(receivers_are_public: None) -> None:
    with receiver(500) as server, pytest.raises(NotSent, match="500"):
        Webhook(server.url).send(TOLD)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.5", "0.0.0.0"]
)
def test_a_webhook_to_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(NotSent, match="private address"):
        Webhook(f"http://{host}:9/").send(TOLD)


@pytest.mark.parametrize(
    "address", ["::ffff:127.0.0.1", "2002:7f00:1::", "fe80::1%eth0", "224.0.0.1", "100.64.0.1"]
)
def test_a_private_address_in_disguise_is_not_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    "address", ["64:ff9b::a9fe:a9fe", "64:ff9b::808:808", "64:ff9b:1::7f00:1", "::a00:5"]
)
def test_an_address_that_is_translated_into_another_is_not_public(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    ("url", "way", "host"),
    [
        ("wecombot://key-of-the-room", "wecom", "qyapi.weixin.qq.com"),
        ("dingtalk://tokenoftheroom", "dingtalk", "oapi.dingtalk.com"),
    ],
)
def test_a_room_of_staff_is_written_to_where_its_service_takes_messages(
    monkeypatch: pytest.MonkeyPatch, url: str, way: str, host: str
) -> None:
    """What would go out is looked at where it leaves this machine: those services are not to be had here."""
    sent = []

    def taken(_: HTTPAdapter, request: PreparedRequest, **__: object) -> Response:
        sent.append(request)
        answer = Response()
        answer.status_code, answer.raw = 200, io.BytesIO(b'{"errcode": 0}')
        return answer

    monkeypatch.setattr(HTTPAdapter, "send", taken)
    assert "took it" in open_channels(Settings(notify_urls=url)).send(way, TOLD)
    (request,) = sent
    assert urlsplit(request.url).hostname == host
    assert "处理进度" in json.dumps(json.loads(request.body), ensure_ascii=False)


def test_a_room_that_refuses_in_the_words_of_a_200_did_not_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said = b'{"errcode":93000,"errmsg":"invalid webhook url"}'

    def refused(_: HTTPAdapter, __: PreparedRequest, **___: object) -> Response:
        answer = Response()
        answer.status_code, answer.raw = 200, io.BytesIO(said)
        return answer

    monkeypatch.setattr(HTTPAdapter, "send", refused)
    with pytest.raises(NotSent, match="invalid webhook url") as told:
        open_channels(Settings(notify_urls="wecombot://key-of-the-room")).send("wecom", TOLD)
    assert trouble_of(str(told.value)) == Trouble.SIGN_IN


def test_a_service_whose_name_turns_to_a_private_address_is_stopped_where_it_connects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with receiver() as inner:
        monkeypatch.setattr(services, "public_address", lambda _host, _port: "93.184.216.34")
        with pytest.raises(NotSent):
            open_channels(Settings(notify_urls=f"json://127.0.0.1:{inner.server_port}/")).send("json", TOLD)
        assert not inner.requests


def test_a_generic_service_on_a_private_address_is_refused() -> None:
    with pytest.raises(NotSent, match="private address"):
        open_channels(Settings(notify_urls="json://127.0.0.1:9/")).send("json", TOLD)


@pytest.mark.parametrize("url", ["nonsense", "smtp:", "https:///path", "nosuchservice://x"])
def test_an_address_nobody_can_send_to_is_told_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="AFTERCARE_NOTIFY_URLS"):
        open_channels(Settings(notify_urls=url))
