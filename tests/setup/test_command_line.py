"""The command line: one sentence for what is wrong, and an exit code a script can use."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from service import cli
from service.commands import from_checkout
from service.commands.files import read_folder
from service.domain.people import Person
from service.errors import FilesRefused, NotFound, StorageFull
from service.operations.people import set_groups
from service.operations.sessions import actor_of, sign_in
from service.runtime import Runtime

PROCESSES = Path(__file__).resolve().parents[2] / "processes"


@pytest.fixture
def on_this_database(rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """Commands find the test's database, as they would a company's."""
    monkeypatch.setenv("DATABASE_URL", rt.settings.database_url)
    monkeypatch.setenv("AFTERCARE_DATA_DIR", str(rt.settings.data_dir))
    return rt


def test_somebody_let_in_by_the_command_can_sign_in(
    on_this_database: Runtime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long pass phrase\n"))
    words = ["user", "add", "lin", "--group", "customer_service", "--password-file", "-"]
    assert cli.main(words) == 0
    assert capsys.readouterr().out == "lin may sign in (groups: customer_service).\n"
    assert sign_in(on_this_database, "lin", "a long pass phrase").person.groups == ("customer_service",)


def test_where_somebody_gets_notices_is_said_once_and_changed_later(
    on_this_database: Runtime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def ways() -> tuple[str | None, str | None]:
        with on_this_database.reading() as session:
            lin = session.get_one(Person, "lin")
            return lin.email, lin.phone

    secret = tmp_path / "secret"
    secret.write_text("a long pass phrase\n")
    words = ["user", "add", "lin", "--password-file", str(secret), "--email", " lin@example.com "]
    assert cli.main(words) == 0
    assert ways() == ("lin@example.com", None)
    assert cli.main(["user", "reach", "lin", "--phone", "+86 138 0000 0001"]) == 0
    assert ways() == ("lin@example.com", "+86 138 0000 0001")
    assert cli.main(["user", "reach", "lin", "--email", ""]) == 0
    assert ways() == (None, "+86 138 0000 0001")
    assert cli.main(["user", "reach", "lin", "--email", "nonsense"]) == 1
    assert "an address such as lena@example.com" in capsys.readouterr().err
    assert [cli.main(["user", "reach", "lin"]), cli.main(["user", "reach", "bo", "--phone", "1"])] == [1, 1]


def test_somebody_changes_groups_and_is_let_go(
    on_this_database: Runtime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a long pass phrase\n")
    set_groups(on_this_database, {"finance": {}, "logistics": {}})
    assert cli.main(["user", "add", "lin", "--group", "finance", "--password-file", str(secret)]) == 0
    token = sign_in(on_this_database, "lin", "a long pass phrase").token
    assert cli.main(["user", "change", "lin", "--group", "logistics", "--supervises", "*"]) == 0
    assert capsys.readouterr().out.endswith("lin is in: logistics; supervises: *.\n")
    assert cli.main(["user", "change", "lin", "--group", "shipping"]) == 1
    assert [cli.main(["user", "end", "lin"]), cli.main(["user", "end", "bo"])] == [0, 1]
    assert "lin may sign in no longer" in capsys.readouterr().out
    assert actor_of(on_this_database, token) is None


def test_the_same_name_twice_is_one_sentence(
    on_this_database: Runtime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a long pass phrase\n")
    words = ["user", "add", "lin", "--password-file", str(secret)]
    assert [cli.main(words), cli.main(words)] == [0, 1]
    assert capsys.readouterr().err == "aftercare: There is already a person called lin.\n"


def test_a_group_nobody_knows_is_refused_with_those_there_are(
    on_this_database: Runtime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_groups(on_this_database, {"customer_service": {}, "logistics": {}})
    (tmp_path / "secret").write_text("a long pass phrase\n")
    words = ["user", "add", "lin", "--password-file", str(tmp_path / "secret")]
    assert cli.main([*words, "--group", "customer_servce"]) == 1
    assert "there is no customer_servce; there are customer_service, logistics" in capsys.readouterr().err
    assert cli.main([*words, "--group", "logistics", "--supervises", "*"]) == 0


def test_without_a_terminal_no_password_is_asked_for(
    on_this_database: Runtime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert cli.main(["user", "add", "lin"]) == 1
    assert "--password-file" in capsys.readouterr().err


def test_what_is_put_live_twice_is_put_live_once(
    on_this_database: Runtime, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["deploy", str(PROCESSES)]) == 0
    assert cli.main(["deploy", str(PROCESSES)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "feedback version 1 is live" in lines
    assert "feedback version 1 is unchanged" in lines


def test_refused_files_are_told_finding_by_finding(
    on_this_database: Runtime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.bpmn").write_text("<definitions><process></definitions>")
    assert cli.main(["deploy", str(tmp_path)]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("error: broken.bpmn") and "→" in told[0]
    assert told[-1].startswith("aftercare: These files cannot be deployed.")


@pytest.mark.parametrize(
    ("wrong", "code"), [(NotFound(), 1), (StorageFull(), 3), (FilesRefused([]), 1), (ValueError("no"), 1)]
)
def test_each_kind_of_error_has_its_exit_code(
    wrong: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(asked: object) -> int:
        raise wrong

    monkeypatch.setattr("service.commands.db.run", fail)
    assert cli.main(["db", "upgrade"]) == code
    assert capsys.readouterr().err.startswith("aftercare: ")


def test_words_nobody_knows_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["db", "upgrade", "--quickly"])
    assert refused.value.code == 2
    assert "--quickly" in capsys.readouterr().err


def test_the_benchmark_gets_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    monkeypatch.setattr("service.commands.bench.run_module", lambda *told: given.append(told) or 0)
    assert cli.main(["bench", "feel", "--json"]) == 0
    assert given == [("tests.bench", ["feel", "--json"])]


def test_without_a_checkout_the_benchmark_says_where_it_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(from_checkout, "checkout", lambda: None)
    assert cli.main(["bench"]) == 1
    assert "needs a checkout" in capsys.readouterr().err


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside.bpmn"
    outside.write_text("secret")
    folder = tmp_path / "processes"
    folder.mkdir()
    (folder / "inside.bpmn").symlink_to(outside)
    with pytest.raises(ValueError, match="leads outside"):
        read_folder(folder)


def test_asking_for_help_loads_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'flask', 'SpiffWorkflow'}"
    script = f"import sys, service.cli; print(sorted({heavy} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
