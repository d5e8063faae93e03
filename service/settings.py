"""Every setting, typed, read once from the environment; nothing else reads it.

A leaf: imports nothing of ours.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import get_type_hints

MOST_STREAMS = 32
"""How many people may listen to changes in one web process; the others ask now and then."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What this process was told. Each field is read from the variable named in its line; empty means
    default.
    """

    database_url: str = ""
    """``DATABASE_URL``: SQLite or PostgreSQL; by default ``aftercare.db`` in the data folder."""
    redis_url: str = ""
    """``REDIS_URL``: Redis or Valkey for wake-ups; empty: the workers sweep the database themselves."""
    data_dir: Path = Path("data")
    """``AFTERCARE_DATA_DIR``: where the embedded database, Valkey and logs live."""
    processes_dir: Path = Path("processes")
    """``AFTERCARE_PROCESSES_DIR``: the process files deployed at start."""
    public_url: str = "http://localhost:8000"
    """``AFTERCARE_PUBLIC_URL``: how people reach this server; tracking links begin with it."""
    secret_key: str = ""
    """``AFTERCARE_SECRET_KEY``: signs the pages' cookies; empty: one is made and kept in the data folder."""
    secure_cookies: bool = False
    """``AFTERCARE_SECURE_COOKIES``: send cookies over HTTPS only; so it is where the public address begins
    with ``https``.
    """
    language: str = "en"
    """``AFTERCARE_LANGUAGE``: the language of people who chose none (``en`` or ``zh``)."""
    time_zone: str = "Asia/Shanghai"
    """``AFTERCARE_TIME_ZONE``: the company's time zone, for case numbers and shown times."""
    channels: str = "hotline wechat chat email form phone sms visit questionnaire interview rating link other"
    """``AFTERCARE_CHANNELS``: the ways by which customers reach the company, by spaces."""

    access_log_bytes: int = 50_000_000
    """``AFTERCARE_ACCESS_LOG_BYTES``: how large the access log grows before it is put aside; five stay."""

    session_for: timedelta = timedelta(hours=12)
    """``AFTERCARE_SESSION_FOR`` (seconds): how long a sign-in lasts at most."""
    session_idle_for: timedelta = timedelta(hours=4)
    """``AFTERCARE_SESSION_IDLE_FOR`` (seconds): how long one made in a browser lasts while nobody does
    anything with it.
    """
    sign_in_attempts: int = 10
    """``AFTERCARE_SIGN_IN_ATTEMPTS``: failed sign-ins per name within the window before it is closed; a
    browser in which that person signed in before has so many of its own.
    """
    sign_in_attempts_per_address: int = 100
    """``AFTERCARE_SIGN_IN_ATTEMPTS_PER_ADDRESS``: failed sign-ins from one address within the window,
    whatever the names.
    """
    trusted_proxies: int = 0
    """``AFTERCARE_TRUSTED_PROXIES``: how many reverse proxies stand in front; so many ``X-Forwarded-*``
    entries are believed, and no more.
    """
    sign_in_window: timedelta = timedelta(minutes=15)
    """``AFTERCARE_SIGN_IN_WINDOW`` (seconds): the window in which failed sign-ins count."""
    oidc_issuer: str = ""
    """``AFTERCARE_OIDC_ISSUER``: the address of the company's own sign-in (OpenID Connect); empty: passwords
    only.
    """
    oidc_client_id: str = ""
    """``AFTERCARE_OIDC_CLIENT_ID``: under which name this server is known there."""
    oidc_client_secret: str = ""
    """``AFTERCARE_OIDC_CLIENT_SECRET``: its secret there."""
    oidc_name: str = "OpenID"
    """``AFTERCARE_OIDC_NAME``: what people call that sign-in, on the button."""
    oidc_claim: str = "preferred_username"
    """``AFTERCARE_OIDC_CLAIM``: the claim that holds the name people have here."""
    oidc_scope: str = "openid profile email"
    """``AFTERCARE_OIDC_SCOPE``: what is asked for."""
    oidc_groups_claim: str = ""
    """``AFTERCARE_OIDC_GROUPS_CLAIM``: the claim that lists their groups; empty: groups are kept here."""
    oidc_groups: str = ""
    """``AFTERCARE_OIDC_GROUPS``: groups there and here, ``Helpdesk=customer_service;…``; empty: the same
    names.
    """
    idempotency_for: timedelta = timedelta(days=2)
    """``AFTERCARE_IDEMPOTENCY_FOR`` (seconds): how long the answer to an Idempotency-Key is kept."""

    early_message_for: timedelta = timedelta(days=7)
    """``AFTERCARE_EARLY_MESSAGE_FOR`` (seconds): how long a message nobody waits for yet is kept."""
    timer_attempts: int = 5
    """``AFTERCARE_TIMER_ATTEMPTS``: how often a timer's step is tried before it becomes an incident."""
    effect_attempts: int = 8
    """``AFTERCARE_EFFECT_ATTEMPTS``: how often an outside effect is tried before it becomes an incident."""
    backoff: timedelta = timedelta(seconds=5)
    """``AFTERCARE_BACKOFF`` (seconds): the wait before the second attempt; it doubles from there, up to an
    hour.
    """
    redispatch_after: timedelta = timedelta(seconds=30)
    """``AFTERCARE_REDISPATCH_AFTER`` (seconds): when due work that was rung for but not done is rung for
    again.
    """
    sweep_every: timedelta = timedelta(milliseconds=200)
    """``AFTERCARE_SWEEP_EVERY`` (seconds): the pause between two looks for due rows."""
    sweep_batch: int = 100
    """``AFTERCARE_SWEEP_BATCH``: how many ids one wake-up carries."""
    worker_seen_within: timedelta = timedelta(seconds=10)
    """``AFTERCARE_WORKER_SEEN_WITHIN`` (seconds): a worker silent for longer counts as gone."""

    attachment_bytes: int = 10_000_000
    """``AFTERCARE_ATTACHMENT_BYTES``: the largest file that may be added to a case."""
    attachments_per_case: int = 200
    """``AFTERCARE_ATTACHMENTS_PER_CASE``: how many files one case may hold."""
    access_for: timedelta = timedelta(hours=24)
    """``AFTERCARE_ACCESS_FOR`` (seconds): how long leave to see a customer's sensitive data lasts."""

    sqlite_synchronous: str = "full"
    """``AFTERCARE_SQLITE_SYNCHRONOUS``: ``full`` survives a power cut, ``normal`` may lose the last commits
    to one.
    """
    database_pool: int = 10
    """``AFTERCARE_DATABASE_POOL``: connections one process may hold."""
    write_wait: timedelta = timedelta(seconds=20)
    """``AFTERCARE_WRITE_WAIT`` (seconds): how long a writer queues before the answer is "unavailable"."""

    link_guesses: int = 20
    """``AFTERCARE_LINK_GUESSES``: links of no case that one address may ask for within the window."""
    link_window: timedelta = timedelta(minutes=10)
    """``AFTERCARE_LINK_WINDOW`` (seconds): the window in which wrong links count."""
    public_form: bool = True
    """``AFTERCARE_PUBLIC_FORM``: whether customers may open a case themselves at ``/new``."""
    form_per_address: int = 5
    """``AFTERCARE_FORM_PER_ADDRESS``: cases one address may open by that form within the window."""
    form_over_all: int = 200
    """``AFTERCARE_FORM_OVER_ALL``: cases all together may open by it within the window."""
    form_window: timedelta = timedelta(hours=1)
    """``AFTERCARE_FORM_WINDOW`` (seconds): the window in which forms count."""
    form_least: timedelta = timedelta(seconds=3)
    """``AFTERCARE_FORM_LEAST`` (seconds): a form filled in faster was filled in by a program."""
    company: str = ""
    """``AFTERCARE_COMPANY``: how the company calls itself to its customers; empty: "our customer service"."""
    quiet_customers: str = "21:00-08:00"
    """``AFTERCARE_QUIET_CUSTOMERS``: no message that rings goes to a customer then, by their own clock."""
    quiet_staff: str = ""
    """``AFTERCARE_QUIET_STAFF``: the same for staff, by the company's clock; empty: never quiet."""
    tell_staff: str = "arrived taken"
    """``AFTERCARE_TELL_STAFF``: what staff are told beside what is late: ``arrived``, ``taken``."""
    tell_customers: str = "received delay done"
    """``AFTERCARE_TELL_CUSTOMERS``: what customers are told: ``received``, ``delay``, ``done``."""
    delivery_attempts: int = 5
    """``AFTERCARE_DELIVERY_ATTEMPTS``: how often one channel is tried before the next one is."""

    notify_urls: str = "console:"
    """``AFTERCARE_NOTIFY_URLS``: where notifications go: ``console:``, ``smtp://…`` or apprise addresses, by
    spaces.
    """
    mail_from: str = "aftercare@localhost"
    """``AFTERCARE_MAIL_FROM``: the sender of mails."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment; a value that does not fit its field is refused with the variable's name."""
        hints = get_type_hints(cls)
        told: dict[str, object] = {}
        for each in fields(cls):
            name = variable_of(each.name)
            text = environ.get(name, "").strip()
            if text:
                told[each.name] = _read(name, text, hints[each.name])
        return cls(**told)  # type: ignore[arg-type]  # each value was read for its field's type

    @property
    def resolved_database_url(self) -> str:
        """The database's address with the default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'aftercare.db').absolute()}"

    @property
    def over_tls(self) -> bool:
        """Whether browsers reach this server over TLS, and are to send cookies no other way."""
        return self.secure_cookies or self.public_url.startswith("https://")

    def called(self, language: str) -> str:
        """How the company calls itself in this language."""
        return self.company or {"zh": "客户服务中心"}.get(language, "our customer service")

    @property
    def channel_names(self) -> tuple[str, ...]:
        """The channels, each by its name."""
        return tuple(self.channels.split())


def variable_of(field_name: str) -> str:
    """The environment variable that sets this field."""
    if field_name in ("database_url", "redis_url"):
        return field_name.upper()
    return f"AFTERCARE_{field_name.upper()}"


_WORDS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def _read(name: str, text: str, kind: type) -> object:
    """The text as a value of this kind."""
    try:
        if kind is bool:
            return _WORDS[text.lower()]
        if kind is timedelta:
            return timedelta(seconds=float(text))
        return kind(text)
    except (KeyError, ValueError) as wrong:
        raise ValueError(f"{name}={text!r} is not a {kind.__name__}") from wrong
