"""What is not the caller's to do, not acceptable, too often, or not possible at the moment."""

from __future__ import annotations

from collections.abc import Sequence

from service.errors.kinds import AftercareError, Invalid, NotAllowed, TooMany, Unavailable


class NotSignedIn(NotAllowed):
    """Sign in first."""


class WrongPassword(NotSignedIn):
    """The user name or the password is wrong."""


class NotACandidate(NotAllowed):
    """{name} may not claim task {task_id}: it is for {groups}."""

    names_people = ("name",)


class FourEyes(NotAllowed):
    """{name} may not take task {task_id}: it needs somebody other than who did the work before."""

    names_people = ("name",)


class NotTheAssignee(NotAllowed):
    """Task {task_id} is not claimed by {name}."""

    names_people = ("name",)


class NotStandingIn(NotAllowed):
    """{name} does not stand in for {absent} with this task at the moment."""

    names_people = ("name", "absent")


class NotTheSigner(NotAllowed):
    """{name} was not asked to sign task {task_id}."""

    names_people = ("name",)


class SignInRefused(NotSignedIn):
    """The sign-in was refused: {reason}."""


class NotASupervisor(NotAllowed):
    """{name} does not supervise any of the groups concerned."""

    names_people = ("name",)


class MayNotSee(NotAllowed):
    """{names} may not see this case, and so cannot be told of it."""

    names_people = ("names",)


class NotInGroup(NotAllowed):
    """{name} is in none of the groups that may do this: {groups}."""

    names_people = ("name",)


class FilesRefused(Invalid):
    """These files cannot be deployed."""

    def __init__(self, findings: Sequence[object]) -> None:
        """Keep every finding (``service.engine.progress.Finding``) for the process owner."""
        self.findings = tuple(findings)
        super().__init__({})


class NudgedLately(TooMany):
    """Task {task_id} was nudged a short while ago; it may be nudged again in {retry_after} seconds."""


class TooManySignIns(TooMany):
    """Too many failed sign-ins; try again in {retry_after} seconds."""


class TooManyKnocks(TooMany):
    """Too many tries from this address; try again in {retry_after} seconds."""


class StepFailed(AftercareError):
    """The process could not go on from here ({reason}); incident {incident_id} was opened, nothing was
    changed.
    """


class StorageFull(Unavailable):
    """There is no room left to store anything."""


class SchemaOutdated(Unavailable):
    """The database is at version {found} and this release needs {needed}; run `aftercare db upgrade`."""


class ReleaseTooOld(Unavailable):
    """This release is older than what it found ({found}); a newer one must do this."""
