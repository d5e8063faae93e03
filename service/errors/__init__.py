"""Everything that can go wrong and be told to a caller, in one tree, by what the caller can do about it.

    AftercareError
    ├── NotFound            it is not there, or not for you to see
    ├── NotAllowed          you see it, but this is not yours to do
    │   └── NotSignedIn     we do not know who you are
    ├── Invalid             what you sent cannot be accepted; ``fields`` says why, field by field
    │   └── FilesRefused    a deployment with findings
    ├── Conflict            somebody was there first, or the thing is past that; look again
    │   └── StaleWrite      a writer worked on an old copy; trying again helps
    ├── TooMany             too often; ``retry_after`` says when again
    ├── StepFailed          the process could not go on; an incident tells the supervisor
    └── Unavailable         the database cannot serve now; try later
        ├── StorageFull     it has no room left
        └── ReleaseTooOld   a newer release was here: it can serve, this one cannot

A leaf: imports nothing of ours. The first paragraph of a class's docstring is the message; every fact given
to the constructor is an attribute and fills the message's ``{names}``. ``code`` is the class's name in snake
case, and stable.
"""

from __future__ import annotations

from service.errors.conflicts import *  # noqa: F403 - this package is the one place to ask for an error
from service.errors.kinds import *  # noqa: F403 - this package is the one place to ask for an error
from service.errors.missing import *  # noqa: F403 - this package is the one place to ask for an error
from service.errors.others import *  # noqa: F403 - this package is the one place to ask for an error
