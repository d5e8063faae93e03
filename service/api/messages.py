"""BPMN messages from outside."""

from __future__ import annotations

from typing import Any

from service.api.access import members
from service.api.calls import Calls
from service.api.schemas.messages import MessageTakenSchema, NewMessageSchema
from service.domain.people import Actor
from service.operations import messages as operations
from service.operations.messages import Delivery
from service.runtime import Runtime

calls = Calls("messages", __name__, description="Messages from outside to whoever waits for them.")

SENDERS = members("customer_service", "process_owner", "supervisor")


@calls.changes("/messages", access=SENDERS, body=NewMessageSchema, answer=MessageTakenSchema)
def send_message(rt: Runtime, by: Actor, body: dict[str, Any]) -> Delivery:
    """Hand a message to the one process instance that waits for it, or keep it a while for one that will."""
    return operations.deliver_message(rt, body["name"], body["correlation_keys"], body["variables"], by=by)
