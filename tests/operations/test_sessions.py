"""Sign-ins: hashed passwords, throttled failures, tokens that can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest
from sqlalchemy import select

from service.clock import SetClock
from service.domain.audit import AuditEntry
from service.domain.people import Person, SessionToken
from service.errors import Invalid, NameTaken, TooManySignIns, WrongPassword
from service.operations import sessions
from service.operations.failed_sign_ins import Whence, known_from_now
from service.operations.own_sessions import own_sessions
from service.operations.people import NewPerson, add_person, change_password, deactivate_person, set_groups
from service.operations.sessions import (
    Vouched,
    actor_of,
    change_own_password,
    holder_of,
    sign_in,
    sign_in_vouched,
    sign_out,
)
from service.runtime import Runtime


def agent(rt: Runtime) -> None:
    add_person(
        rt, NewPerson("agent", "secret words", "Wang Min", ("customer_service",), ("customer_service",), "zh")
    )


def test_a_token_stands_for_its_person(rt: Runtime) -> None:
    agent(rt)
    signed = sign_in(rt, "agent", "secret words")
    actor = actor_of(rt, signed.token)
    assert actor is not None
    assert (actor.name, actor.groups, actor.supervises, actor.language) == (
        "agent",
        {"customer_service"},
        {"customer_service"},
        "zh",
    )
    assert signed.person.display_name == "Wang Min"


def test_neither_password_nor_token_is_kept(rt: Runtime) -> None:
    agent(rt)
    token = sign_in(rt, "agent", "secret words").token
    with rt.reading() as session:
        assert "secret words" not in session.execute(select(Person.password_hash)).scalar_one()
        assert token.encode() not in session.execute(select(SessionToken.token_hash)).scalar_one()


def test_a_token_ends_by_time_by_sign_out_and_by_a_new_password(rt: Runtime, clock: SetClock) -> None:
    agent(rt)
    first, second = sign_in(rt, "agent", "secret words").token, sign_in(rt, "agent", "secret words").token
    sign_out(rt, first)
    sign_out(rt, first)
    assert actor_of(rt, first) is None and actor_of(rt, second) is not None
    change_password(rt, "agent", new="better words")
    assert actor_of(rt, second) is None
    third = sign_in(rt, "agent", "better words").token
    clock.advance(rt.settings.session_for)
    assert actor_of(rt, third) is None


def test_a_person_let_in_no_longer_is_nobody(rt: Runtime) -> None:
    agent(rt)
    token = sign_in(rt, "agent", "secret words").token
    deactivate_person(rt, "agent")
    assert actor_of(rt, token) is None
    with pytest.raises(WrongPassword):
        sign_in(rt, "agent", "secret words")


def test_a_password_changed_while_it_is_being_checked_lets_nobody_in(
    rt: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent(rt)
    whole = sessions.fits

    def slowly(password: str, kept: str) -> bool:
        fitted = whole(password, kept)
        if password == "secret words":
            change_password(rt, "agent", new="better words")
        return fitted

    monkeypatch.setattr(sessions, "fits", slowly)
    with pytest.raises(WrongPassword):
        sign_in(rt, "agent", "secret words")
    assert actor_of(rt, sign_in(rt, "agent", "better words").token) is not None


def test_changing_ones_own_password_ends_every_other_sign_in(rt: Runtime) -> None:
    agent(rt)
    other = sign_in(rt, "agent", "secret words").token
    with pytest.raises(WrongPassword):
        change_own_password(rt, "agent", old="guess", new="better words")
    assert actor_of(rt, other) is not None
    fresh = change_own_password(rt, "agent", old="secret words", new="better words").token
    assert actor_of(rt, other) is None and actor_of(rt, fresh) is not None


def test_the_companys_sign_in_changes_groups_on_record(rt: Runtime) -> None:
    agent(rt)
    set_groups(rt, {"customer_service": {}, "finance": {}})
    for _ in range(2):
        sign_in_vouched(rt, Vouched("agent", ("finance", "unheard_of")))
    with rt.reading() as session:
        kept = select(AuditEntry.detail).where(AuditEntry.type == "person.put_in_groups")
        (told,) = session.execute(kept).scalars()
    assert (told["groups"], told["before"]) == (["finance"], ["customer_service"])


def test_too_many_failures_close_the_door_for_a_while(rt: Runtime, clock: SetClock) -> None:
    agent(rt)
    for _ in range(rt.settings.sign_in_attempts):
        with pytest.raises(WrongPassword):
            sign_in(rt, "agent", "guess")
    with pytest.raises(TooManySignIns) as refused:
        sign_in(rt, "agent", "secret words")
    assert 0 < int(str(refused.value.facts["retry_after"])) <= 900
    clock.advance(rt.settings.sign_in_window + timedelta(seconds=1))
    sign_in(rt, "agent", "secret words")


def test_whoever_guesses_elsewhere_locks_nobody_out_of_the_browser_they_signed_in_with_before(
    sqlite_rt: Runtime,
) -> None:
    rt = sqlite_rt
    agent(rt)
    add_person(rt, NewPerson("li", "other words"))
    at_the_desk = Whence("203.0.113.7", known=sign_in(rt, "agent", "secret words").known)
    guesser = Whence("203.0.113.7", known=sign_in(rt, "li", "other words").known)
    with mock.patch.object(
        rt, "settings", replace(rt.settings, sign_in_attempts=3, sign_in_attempts_per_address=3)
    ):
        for _ in range(3):
            with pytest.raises(WrongPassword):
                sign_in(rt, "agent", "guess", whence=guesser)
        for elsewhere in (guesser, Whence(), Whence(known=at_the_desk.known + "0"), Whence(known=".")):
            with pytest.raises(TooManySignIns):
                sign_in(rt, "agent", "secret words", whence=elsewhere)
        assert sign_in(rt, "agent", "secret words", whence=at_the_desk).person.name == "agent"
        with pytest.raises(TooManySignIns):
            sign_in(rt, "agent", "secret words", whence=guesser)


def test_who_signed_in_in_a_browser_before_guesses_no_oftener_there_than_anybody(sqlite_rt: Runtime) -> None:
    rt = sqlite_rt
    agent(rt)
    known = Whence(known=sign_in(rt, "agent", "secret words").known)
    with mock.patch.object(rt, "settings", replace(rt.settings, sign_in_attempts=3)):
        for _ in range(3):
            with pytest.raises(WrongPassword):
                change_own_password(rt, "agent", old="guess", new="better words", whence=known)
        with pytest.raises(TooManySignIns):
            sign_in(rt, "agent", "secret words", whence=known)
        sign_in(rt, "agent", "secret words")
        with pytest.raises(TooManySignIns):
            sign_in(rt, "agent", "secret words", whence=known)


def test_a_browser_knows_the_last_people_who_signed_in_there(sqlite_rt: Runtime) -> None:
    rt = sqlite_rt
    kept = "made up"
    for number in range(20):
        kept = known_from_now(rt.settings, f"person{number}", kept)
    assert len(kept) < 400 and kept == known_from_now(rt.settings, "person19", kept)
    assert known_from_now(rt.settings, "person3", kept).partition(".")[0] == kept.partition(".")[0]


def test_guessing_one_password_for_many_names_closes_the_door_of_that_address(rt: Runtime) -> None:
    agent(rt)
    few = replace(rt.settings, sign_in_attempts_per_address=5)
    with mock.patch.object(rt, "settings", few):
        for number in range(5):
            with pytest.raises(WrongPassword):
                sign_in(rt, f"somebody{number}", "summer26", whence=Whence("203.0.113.7"))
        with pytest.raises(TooManySignIns):
            sign_in(rt, "agent", "secret words", whence=Whence("203.0.113.7"))
        assert sign_in(rt, "agent", "secret words", whence=Whence("198.51.100.1")).person.name == "agent"
        with pytest.raises(TooManySignIns):
            sign_in(rt, "agent", "secret words", whence=Whence("203.0.113.7"))


def test_an_unknown_name_is_refused_in_the_same_words(rt: Runtime) -> None:
    agent(rt)
    with pytest.raises(WrongPassword) as one:
        sign_in(rt, "nobody", "secret words")
    with pytest.raises(WrongPassword) as other:
        sign_in(rt, "agent", "guess")
    assert str(one.value) == str(other.value)


def test_a_name_is_given_once(rt: Runtime) -> None:
    agent(rt)
    with pytest.raises(NameTaken):
        agent(rt)
    for nobody in ("system", "System", "customer"):  # the record tells by these what no colleague did
        with pytest.raises(NameTaken):
            add_person(rt, NewPerson(nobody, "secret words"))
    wrongs = (NewPerson("", "secret words"), NewPerson("x", "abc"), NewPerson("li na", "secret words"))
    for wrong in wrongs:
        with pytest.raises(Invalid):
            add_person(rt, wrong)


def test_a_sign_in_nobody_uses_ends_and_one_in_use_lasts_no_longer_than_any(
    rt: Runtime, clock: SetClock
) -> None:
    agent(rt)
    idle, used = (
        sign_in(rt, "agent", "secret words", whence=Whence(device="Firefox")).token for _ in range(2)
    )
    program = sign_in(rt, "agent", "secret words").token
    assert holder_of(rt, used) == (actor_of(rt, used), False)
    for _ in range(3):
        clock.advance(rt.settings.session_idle_for - timedelta(minutes=1))
        assert holder_of(rt, used)[1]
        sessions.note_use(rt, used)
        assert not holder_of(rt, used)[1]
    assert actor_of(rt, idle) is None and actor_of(rt, used) is not None
    assert holder_of(rt, program) == (actor_of(rt, used), False)
    assert {each.device for each in own_sessions(rt, "agent", token=used) if not each.current} == {""}
    clock.advance(timedelta(minutes=3))
    assert actor_of(rt, used) is None, "twelve hours are over"


def test_what_cannot_be_a_name_is_counted_for_nobody(rt: Runtime) -> None:
    agent(rt)
    with mock.patch.object(rt, "settings", replace(rt.settings, sign_in_attempts_per_address=3)):
        for name in ("from 203.0.113.7", "a\x00b", "\ud800", "x" * 300, "") * 3:
            with pytest.raises(WrongPassword):
                sign_in(rt, name, "guess")
        assert sign_in(rt, "agent", "secret words", whence=Whence("203.0.113.7")).person.name == "agent"


def test_a_household_of_ipv6_addresses_is_one_and_its_neighbours_are_others(rt: Runtime) -> None:
    agent(rt)
    with mock.patch.object(rt, "settings", replace(rt.settings, sign_in_attempts_per_address=3)):
        for number in range(3):
            with pytest.raises(WrongPassword):
                sign_in(rt, f"somebody{number}", "guess", whence=Whence(f"2001:db8:1:2::{number}"))
        with pytest.raises(TooManySignIns):
            sign_in(rt, "agent", "secret words", whence=Whence("2001:db8:1:2:ffff::1"))
        assert sign_in(rt, "agent", "secret words", whence=Whence("2001:db8:1:3::1")).person.name == "agent"


@pytest.mark.parametrize("short", ["", "seven77", "demo"])
def test_a_password_is_of_a_length_nobody_guesses(sqlite_rt: Runtime, short: str) -> None:
    agent(sqlite_rt)
    for refused in (
        lambda: change_own_password(sqlite_rt, "agent", old="secret words", new=short),
        lambda: change_password(sqlite_rt, "agent", new=short),
        lambda: add_person(sqlite_rt, NewPerson("li", short)),
    ):
        with pytest.raises(Invalid):
            refused()
