"""Which case a link opens: by the hash of its token, on the case itself or among the links made later."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from service.domain.cases import Case
from service.domain.links import CaseLink

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def case_behind(session: Session, token: str, *, revoked_too: bool = False) -> UUID | None:
    """The case this token opens, None for a token that opens none (any more)."""
    hashed = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
    first = select(Case.id).where(Case.tracking_token_hash == hashed)
    later = select(CaseLink.case_id).where(CaseLink.token_hash == hashed)
    if not revoked_too:
        later = later.where(CaseLink.revoked_at.is_(None))
    found: UUID | None = session.execute(first.union_all(later).limit(1)).scalar()
    return found
