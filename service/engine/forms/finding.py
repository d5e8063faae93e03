"""Which form file a user task means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath


def find_form(key: str, forms: Mapping[str, str | None], *, beside: str = "") -> str | None:
    """The path of the form a task's form key means, out of form ids by path; None when there is none.

    A key is a form's id or its file's name, with or without ``.form`` and ``camunda-forms:deployment:``.
    A form in the folder of the process file ``beside`` comes before one elsewhere, an id before a file name.
    """
    name = key.rpartition(":")[2].rpartition("/")[2].removesuffix(".form")
    folder = PurePosixPath(beside).parent
    matching = [path for path, form_id in forms.items() if name in (form_id, PurePosixPath(path).stem)]
    matching.sort(key=lambda path: (PurePosixPath(path).parent != folder, forms[path] != name, path))
    return matching[0] if matching else None
