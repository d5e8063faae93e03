"""The statuses of success; those of refusals are in ``problems`` alone."""

from http import HTTPStatus

OK = HTTPStatus.OK
CREATED = HTTPStatus.CREATED
NO_CONTENT = HTTPStatus.NO_CONTENT
