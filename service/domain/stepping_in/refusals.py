"""What cannot be done to a running instance by hand; leaves of ``service.errors``."""

from __future__ import annotations

from service.errors import Conflict, NotFound


class CannotStepIn(Conflict):
    """This cannot be done to process instance {instance_id}: {reason}. Nothing was changed."""


class CannotMigrate(Conflict):
    """Process instance {instance_id} cannot go on in version {version}: {reason}. Nothing was changed.

    ``blocks`` names every element at which it stands and that has no place there.
    """


class WouldFail(Conflict):
    """This would fail: {reason}. It was only tried; nothing was changed."""


class DryRunStandsAlone(Conflict):
    """A dry run changes nothing; send it without Idempotency-Key and without If-Match."""


class NothingThere(Conflict):
    """Nothing in process instance {instance_id} is like that now, so there is nothing to do."""


class BatchNotFound(NotFound):
    """There is no batch {batch_id}."""


class BatchOver(Conflict):
    """Batch {batch_id} is already {state}."""
