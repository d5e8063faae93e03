"""Customers and their files, each as the caller may see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.api.access import SIGNED_IN
from service.api.calls import Calls
from service.api.schemas.customer_files import (
    AccessAskedSchema,
    AccessRequestSchema,
    ContactChangeSchema,
    CustomerChangeSchema,
    CustomerFileSchema,
    CustomerQuery,
    CustomerRowSchema,
)
from service.api.schemas.pages import page_of
from service.api.shapes import flat
from service.api.statuses import CREATED
from service.domain.customers import Edit
from service.domain.people import Actor
from service.domain.views import Page, PageRequest
from service.domain.views.customers import CustomerRow
from service.operations.access import request_access
from service.operations.contacts import edit_contact
from service.operations.customer_file import edit_customer
from service.queries import customer_files as queries
from service.runtime import Runtime

calls = Calls("customer_files", __name__, description="Customers, each as you may see them.")


@calls.reads("/customers", access=SIGNED_IN, query=CustomerQuery, answer=page_of(CustomerRowSchema))
def list_customers(rt: Runtime, by: Actor, asked: tuple[str, PageRequest]) -> Page[CustomerRow]:
    """The customers you may look at, by name."""
    return queries.customers(rt, *asked, by=by)


@calls.reads("/customers/<uuid:customer_id>", access=SIGNED_IN, answer=CustomerFileSchema)
def get_customer(rt: Runtime, by: Actor, customer_id: UUID) -> dict[str, Any]:
    """A customer's file: the parts that are your work; what is sensitive only with leave (S1-2.3)."""
    return flat(queries.customer_file(rt, customer_id, by=by))


@calls.changes(
    "/customers/<uuid:customer_id>",
    method="PATCH",
    access=SIGNED_IN,
    body=CustomerChangeSchema,
    answer=CustomerFileSchema,
    current=get_customer,
)
def change_customer(rt: Runtime, by: Actor, body: dict[str, str], customer_id: UUID) -> dict[str, Any]:
    """Keep a customer current; every change is an entry in the service record."""
    return flat(edit_customer(rt, customer_id, Edit(body), by=by))


@calls.changes(
    "/customers/<uuid:customer_id>/contacts/<uuid:contact_id>",
    method="PATCH",
    access=SIGNED_IN,
    body=ContactChangeSchema,
    answer=CustomerFileSchema,
)
def change_contact(
    rt: Runtime, by: Actor, body: dict[str, str], customer_id: UUID, contact_id: UUID
) -> dict[str, Any]:
    """Keep somebody to reach there current: in which language they read, by which clock they sleep."""
    return flat(edit_contact(rt, customer_id, contact_id, Edit(body), by=by))


@calls.changes(
    "/customers/<uuid:customer_id>/access",
    access=SIGNED_IN,
    body=AccessRequestSchema,
    answer=AccessAskedSchema,
    status=CREATED,
)
def ask_for_access(rt: Runtime, by: Actor, body: dict[str, str], customer_id: UUID) -> dict[str, UUID]:
    """Ask to see what is sensitive about a customer; management decides, and leave ends by itself."""
    return {"instance_id": request_access(rt, customer_id, reason=body["reason"], by=by)}
