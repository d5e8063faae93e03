"""./run says plainly what is missing, and sets up again only what changed."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with only what ./run reads."""
    for name in ("run", "pyproject.toml", "requirements.lock", "requirements-test.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def _loaded(checkout: Path) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("run_script", str(checkout / "run"))
    spec = importlib.util.spec_from_loader("run_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def _pretend_installed(run: ModuleType, *, testing: bool) -> None:
    python = Path(run.PYTHON)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    run.write_stamp(packages=run.packages_digest(testing))


def _python_that_says(folder: Path, name: str, version: str) -> None:
    script = folder / name
    script.write_text(f"#!/bin/sh\necho {version}\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)


def test_a_fresh_checkout_is_not_ready(checkout: Path) -> None:
    assert not _loaded(checkout).is_ready(False)


def test_what_was_set_up_is_ready_until_the_lock_changes(checkout: Path) -> None:
    run = _loaded(checkout)
    _pretend_installed(run, testing=False)
    assert run.is_ready(False)
    assert not run.is_ready(True)
    with open(checkout / "requirements.lock", "a") as lock:
        lock.write("# another pin\n")
    assert not run.is_ready(False)


def test_an_environment_for_tests_serves_everything_else_too(checkout: Path) -> None:
    run = _loaded(checkout)
    _pretend_installed(run, testing=True)
    assert run.is_ready(True)
    assert run.is_ready(False)


def test_an_environment_that_was_moved_is_made_again(checkout: Path, tmp_path: Path) -> None:
    run = _loaded(checkout)
    _pretend_installed(run, testing=False)
    moved = tmp_path.parent / f"{tmp_path.name}-moved"
    shutil.copytree(checkout, moved, symlinks=True)
    assert not _loaded(moved).is_ready(False)


def test_the_bundle_is_built_again_when_a_source_changes(checkout: Path) -> None:
    run = _loaded(checkout)
    _pretend_installed(run, testing=False)
    assets = checkout / "service" / "web" / "assets"
    assets.mkdir(parents=True)
    (assets / "build.mjs").write_text("// builds")
    assert not run.is_ready(False)
    Path(run.BUNDLE).mkdir(parents=True)
    run.write_stamp(bundle=run.bundle_digest())
    assert run.is_ready(False)
    (assets / "node_modules").mkdir()
    (assets / "node_modules" / "x.js").write_text("fetched, not a source")
    assert run.is_ready(False)
    (assets / "desk.js").write_text("// new")
    assert not run.is_ready(False)


def test_without_a_new_enough_python_it_says_what_to_install(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("python3", "python3.11"):
        _python_that_says(old, name, "3 9 2")
    run = _loaded(checkout)
    monkeypatch.setenv("PATH", str(old))
    monkeypatch.setattr(sys, "executable", str(old / "python3"))
    with pytest.raises(run.Missing, match="needs Python 3.11 or newer.*apt install python3"):
        run.find_python()


def test_a_python_on_the_path_that_does_not_run_is_passed_over(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    _python_that_says(folder, "python3.13", "'not installed'; exit 127")
    _python_that_says(folder, "python3.12", "3 12 1")
    run = _loaded(checkout)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "executable", "")
    assert run.find_python() == str(folder / "python3.12")


def test_a_python_without_venv_is_told_in_one_sentence(checkout: Path, tmp_path: Path) -> None:
    # A Python as Debian ships it without python3-venv: it runs, but has no ensurepip.
    bare = tmp_path / "bin" / "python3"
    bare.parent.mkdir()
    bare.write_text(
        f'#!/bin/sh\ncase "$*" in *ensurepip*) echo "No module named ensurepip" >&2; exit 1;; esac\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    bare.chmod(0o755)
    environment = {
        "PATH": f"{bare.parent}:/usr/bin:/bin",
        "AFTERCARE_PYTHON": str(bare),
        "HOME": str(tmp_path),
    }
    said = subprocess.run(
        [sys.executable, str(checkout / "run"), "up"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if shutil.which("uv", path=environment["PATH"]):
        pytest.skip("uv is installed here and makes environments without ensurepip")
    assert said.returncode == 1
    assert said.stderr.splitlines()[-1].startswith("aftercare: Python 3.")
    assert "apt install python3." in said.stderr and "Traceback" not in said.stderr


def test_it_is_executable_and_runs_with_the_oldest_python_we_name() -> None:
    assert os.access(ROOT / "run", os.X_OK)
    source = (ROOT / "run").read_text()
    compile(source, "run", "exec", flags=0, dont_inherit=True)
    assert "f'" not in source and 'f"' not in source  # an old Python must be able to say that it is too old
