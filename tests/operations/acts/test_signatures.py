"""Another person signs before the step goes on; a refusal goes back to the assignee."""

from __future__ import annotations

from uuid import UUID

import pytest

from service.errors import (
    AwaitsSignature,
    FourEyes,
    Invalid,
    NotASupervisor,
    NothingToSign,
    NotTheAssignee,
    NotTheSigner,
    SignatureGone,
)
from service.operations.delegations import resolve_task, take_back_task
from service.operations.signatures import SignatureAsked, ask_signature, sign, withdraw_signature
from service.operations.tasks import claim_task, complete_task, delegate_task, reassign_task, save_draft
from service.queries.acts import task_acts
from service.queries.for_me import to_sign
from service.queries.tasks import task_detail
from service.runtime import Runtime
from tests.operations.acts.sending import last, sent
from tests.operations.stage import AGENT, AGENT2, MANAGER, TECH, a_case, the_task


def asked(rt: Runtime, moment: str = "after", signer: str = "tech") -> tuple[UUID, UUID]:
    """A task of agent's that tech is to sign; its instance and its id."""
    instance = a_case(rt).instance_id
    task_id = the_task(rt, instance, "solve")
    claim_task(rt, task_id, by=AGENT)
    ask_signature(rt, task_id, SignatureAsked(signer, moment, "Please look."), by=AGENT)
    return instance, task_id


def signature_of(rt: Runtime, task_id: UUID) -> UUID:
    """The one signature asked for on a task."""
    (found,) = task_acts(rt, task_id, by=AGENT).signatures
    return found.id


def test_what_is_handed_in_goes_on_only_when_it_is_signed(house: Runtime) -> None:
    instance, task_id = asked(house)
    assert to_sign(house, by=TECH) == ()
    handed_in = complete_task(house, task_id, {"answer": "Oil it."}, by=AGENT)
    assert (handed_in.state, handed_in.signing) == ("claimed", "submitted")
    with pytest.raises(AwaitsSignature):
        complete_task(house, task_id, {"answer": "Oil it."}, by=AGENT)
    with pytest.raises(AwaitsSignature):
        save_draft(house, task_id, {"answer": "Not that."}, by=AGENT)
    (waiting,) = to_sign(house, by=TECH)
    assert task_detail(house, task_id, by=TECH).draft == {"answer": "Oil it."}
    done = sign(house, waiting.signature.id, agree=True, comment="", by=TECH)
    assert (done.state, done.completed_by) == ("completed", "agent")
    who, told = last(house, instance, "task.completed")
    assert (who, told["answers"], told["signed_by"]) == ("agent", {"answer": "Oil it."}, "tech")
    assert the_task(house, instance, "review")
    assert sent(house) == [("task_sign_asked", ["person:tech"])]


def test_a_refusal_gives_it_back_and_what_is_handed_in_anew_is_signed_anew(sqlite_house: Runtime) -> None:
    instance, task_id = asked(sqlite_house)
    complete_task(sqlite_house, task_id, {"answer": "Hit it."}, by=AGENT)
    wanted = signature_of(sqlite_house, task_id)
    with pytest.raises(Invalid):
        sign(sqlite_house, wanted, agree=False, comment=" ", by=TECH)
    back = sign(sqlite_house, wanted, agree=False, comment="Too rough.", by=TECH)
    assert (back.state, back.signing, back.assignee) == ("claimed", "after", "agent")
    assert last(sqlite_house, instance, "task.sign_refused") == ("tech", {"text": "Too rough."})
    assert sent(sqlite_house)[-1] == ("task_sign_refused", ["person:agent"])
    complete_task(sqlite_house, task_id, {"answer": "Oil it."}, by=AGENT)
    assert sign(sqlite_house, wanted, agree=True, comment="Better.", by=TECH).state == "completed"


def test_a_signature_before_holds_the_completing_back(sqlite_house: Runtime) -> None:
    instance, task_id = asked(sqlite_house, "before")
    with pytest.raises(AwaitsSignature):
        complete_task(sqlite_house, task_id, {}, by=AGENT)
    wanted = signature_of(sqlite_house, task_id)
    sign(sqlite_house, wanted, agree=False, comment="Not yet.", by=TECH)
    with pytest.raises(AwaitsSignature):
        complete_task(sqlite_house, task_id, {}, by=AGENT)
    ask_signature(sqlite_house, task_id, SignatureAsked("tech", "before"), by=AGENT)
    sign(sqlite_house, wanted, agree=True, comment="", by=TECH)
    assert sent(sqlite_house)[-1] == ("task_signed", ["person:agent"])
    assert complete_task(sqlite_house, task_id, {}, by=AGENT).state == "completed"


def test_two_signatures_are_both_needed(sqlite_house: Runtime) -> None:
    _, task_id = asked(sqlite_house)
    ask_signature(sqlite_house, task_id, SignatureAsked("manager"), by=AGENT)
    complete_task(sqlite_house, task_id, {}, by=AGENT)
    first, second = (each.id for each in task_acts(sqlite_house, task_id, by=AGENT).signatures)
    assert sign(sqlite_house, first, agree=True, comment="", by=TECH).state == "claimed"
    assert sign(sqlite_house, second, agree=True, comment="", by=MANAGER).state == "completed"


def test_nobody_signs_their_own_work_or_what_they_were_not_asked_to(sqlite_house: Runtime) -> None:
    instance, task_id = asked(sqlite_house)
    with pytest.raises(NotTheAssignee):
        ask_signature(sqlite_house, task_id, SignatureAsked("tech"), by=AGENT2)
    with pytest.raises(FourEyes):
        ask_signature(sqlite_house, task_id, SignatureAsked("agent"), by=AGENT)
    wanted = signature_of(sqlite_house, task_id)
    with pytest.raises(NotTheSigner):
        sign(sqlite_house, wanted, agree=True, comment="", by=MANAGER)
    with pytest.raises(NothingToSign):
        sign(sqlite_house, wanted, agree=True, comment="", by=TECH)
    ask_signature(sqlite_house, task_id, SignatureAsked("agent2"), by=AGENT)
    theirs = task_acts(sqlite_house, task_id, by=AGENT).signatures[-1].id
    reassign_task(sqlite_house, task_id, to="agent2", reason="knows it", by=MANAGER)
    with pytest.raises(FourEyes):
        sign(sqlite_house, theirs, agree=True, comment="", by=AGENT2)
    assert the_task(sqlite_house, instance, "solve") == task_id


def test_whoever_did_the_work_in_anothers_stead_does_not_sign_it(sqlite_house: Runtime) -> None:
    task_id = the_task(sqlite_house, a_case(sqlite_house).instance_id, "solve")
    claim_task(sqlite_house, task_id, by=AGENT)
    delegate_task(sqlite_house, task_id, to="agent2", back=True, by=AGENT)
    resolve_task(sqlite_house, task_id, by=AGENT2)
    with pytest.raises(FourEyes):
        ask_signature(sqlite_house, task_id, SignatureAsked("agent2"), by=AGENT)


def test_whoever_signed_may_not_review_what_they_signed(sqlite_house: Runtime) -> None:
    instance, task_id = asked(sqlite_house, signer="agent2")
    complete_task(sqlite_house, task_id, {}, by=AGENT)
    sign(sqlite_house, signature_of(sqlite_house, task_id), agree=True, comment="", by=AGENT2)
    review = the_task(sqlite_house, instance, "review")
    with pytest.raises(FourEyes):
        claim_task(sqlite_house, review, by=AGENT2)


def test_what_is_asked_may_be_withdrawn_but_only_a_supervisor_waives_a_refusal(sqlite_house: Runtime) -> None:
    _, task_id = asked(sqlite_house)
    wanted = signature_of(sqlite_house, task_id)
    complete_task(sqlite_house, task_id, {}, by=AGENT)
    with pytest.raises(NotASupervisor):
        withdraw_signature(sqlite_house, wanted, by=AGENT2)
    sign(sqlite_house, wanted, agree=False, comment="No.", by=TECH)
    with pytest.raises(NotASupervisor):
        withdraw_signature(sqlite_house, wanted, by=AGENT)
    assert withdraw_signature(sqlite_house, wanted, by=MANAGER).signing is None
    with pytest.raises(SignatureGone):
        withdraw_signature(sqlite_house, wanted, by=MANAGER)
    assert complete_task(sqlite_house, task_id, {}, by=AGENT).state == "completed"


def test_answers_handed_in_may_be_taken_back_to_be_changed(sqlite_house: Runtime) -> None:
    _, task_id = asked(sqlite_house)
    complete_task(sqlite_house, task_id, {"answer": "Hit it."}, by=AGENT)
    assert take_back_task(sqlite_house, task_id, by=AGENT).signing == "after"
    assert to_sign(sqlite_house, by=TECH) == ()
    save_draft(sqlite_house, task_id, {"answer": "Oil it."}, by=AGENT)
