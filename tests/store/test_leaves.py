"""The leaves: time, ids, settings, errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from service.clock import SetClock, SystemClock, in_utc
from service.errors import AftercareError, Invalid, TaskAlreadyClaimed
from service.ids import new_id
from service.settings import Settings, variable_of


def test_ids_are_version_seven_and_sort_as_they_were_made() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {each.version for each in made} == {7}


def test_the_clock_is_aware() -> None:
    assert SystemClock().now().tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        in_utc(datetime(2026, 1, 1))
    shanghai = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    clock = SetClock(shanghai)
    assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.advance(timedelta(hours=1)).hour == 1


def test_settings_are_read_for_their_type() -> None:
    told = {
        "DATABASE_URL": "postgresql://h/d",
        "AFTERCARE_BACKOFF": "0.5",
        "AFTERCARE_SECURE_COOKIES": "yes",
        "AFTERCARE_SWEEP_BATCH": "7",
        "AFTERCARE_DATA_DIR": "/somewhere",
        "AFTERCARE_LANGUAGE": " ",
    }
    settings = Settings.from_env(told)
    assert settings.database_url == "postgresql://h/d"
    assert settings.backoff == timedelta(seconds=0.5)
    assert settings.secure_cookies is True
    assert (settings.sweep_batch, settings.data_dir, settings.language) == (7, Path("/somewhere"), "en")


def test_a_setting_that_does_not_fit_is_named() -> None:
    with pytest.raises(ValueError, match="AFTERCARE_SWEEP_BATCH"):
        Settings.from_env({"AFTERCARE_SWEEP_BATCH": "many"})


def test_every_setting_is_documented_with_its_variable() -> None:
    text = Path(__file__).parents[2].joinpath("service/settings.py").read_text()
    for name in Settings.__dataclass_fields__:
        assert f"``{variable_of(name)}``" in text, name


def all_errors(kind: type[AftercareError]) -> list[type[AftercareError]]:
    return [kind, *(leaf for below in kind.__subclasses__() for leaf in all_errors(below))]


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in all_errors(AftercareError) if kind.__module__ == "service.errors"]
    assert len(set(codes)) == len(codes)


def test_an_error_tells_its_facts() -> None:
    error = TaskAlreadyClaimed(task_id=7, assignee="agent")
    assert str(error) == "Task 7 is already claimed by agent."
    assert error.facts["assignee"] == "agent"
    assert str(Invalid.field("x", "too long")).endswith("x: too long")
