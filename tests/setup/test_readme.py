"""What the README promises to work, works as it is written there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.setup.upping import up

ROOT = Path(__file__).resolve().parents[2]


def _tour() -> str:
    [block] = re.findall(
        r"## A case by curl\n.*?```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    return str(block)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("curl"), reason="the tour is by curl, which is not installed here")
def test_the_tour_of_a_case_ends_with_a_satisfied_customer(tmp_path: Path) -> None:
    with up(tmp_path, "--demo") as house:
        house.wait_until_it_answers()
        script = "set -eu -o pipefail\n" + _tour().replace("http://localhost:8000", house.address)
        told = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[1] == "completed"
    assert "closed_satisfied" in lines
    assert lines[-1].split()[1:2] and "The case was closed: settled" in told.stdout


def test_every_file_it_names_is_there() -> None:
    text = (ROOT / "README.md").read_text()
    named = re.findall(r"`((?:docs|service|processes)/[\w./-]*|LICENSE)`", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_command_it_lists_is_a_command() -> None:
    from service.cli import build_parser

    table = re.search(r"\| command \| does \|\n(.*?)\n\n", (ROOT / "README.md").read_text(), re.DOTALL)
    assert table is not None
    words = set(
        re.findall(r"`([a-z]+)", "".join(row.split("|")[1] for row in table.group(1).splitlines()[1:]))
    )
    choices = next(a.choices for a in build_parser()._actions if a.choices)
    assert words == set(choices or ()) - {"prepare"}
