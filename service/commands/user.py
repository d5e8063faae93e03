"""``aftercare user add|change|reach|end NAME``: who may sign in, what is theirs to do, where notices go."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.commands import Commands
    from service.runtime import Runtime


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("user", help="look after the people who may sign in")
    verbs = parser.add_subparsers(metavar="verb", required=True)
    add = verbs.add_parser("add", help="let somebody in; asks for the password")
    add.add_argument("name")
    add.add_argument("--display-name", default="", metavar="WORDS")
    add.add_argument("--group", action="append", default=[], metavar="GROUP", help="may be given again")
    supervises = "a group they supervise, * for all; may be given again"
    add.add_argument("--supervises", action="append", default=[], metavar="GROUP", help=supervises)
    add.add_argument("--language", default="", choices=["", "en", "zh"])
    _add_ways(add)
    source = "read the password from this file (- for standard input) instead of asking"
    add.add_argument("--password-file", metavar="FILE", help=source)
    _add_data(add)
    add.set_defaults(run=run)
    change = verbs.add_parser("change", help="say which groups somebody is in and which they supervise")
    change.add_argument("name")
    change.add_argument("--group", action="append", metavar="GROUP", help="all of them, each its own --group")
    change.add_argument("--supervises", action="append", metavar="GROUP", help=supervises)
    _add_data(change)
    change.set_defaults(run=run_change)
    end = verbs.add_parser("end", help="let somebody in no longer, and end their sign-ins")
    end.add_argument("name")
    _add_data(end)
    end.set_defaults(run=run_end)
    reach = verbs.add_parser("reach", help="say where somebody gets mail and short messages")
    reach.add_argument("name")
    _add_ways(reach)
    _add_data(reach)
    reach.set_defaults(run=run_reach)


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of `aftercare up`")


def _add_ways(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--email", metavar="ADDRESS", help="where notices go by mail")
    parser.add_argument("--phone", metavar="NUMBER", help="where they go by short message")


def run(asked: argparse.Namespace) -> int:
    """Add the person."""
    from service.operations.people import NewPerson, add_person, must_be_known

    rt = _runtime(asked)
    must_be_known(rt, {*asked.group, *asked.supervises} - {"*"})
    new = NewPerson(
        name=asked.name,
        password=_password(asked.password_file),
        display_name=asked.display_name,
        groups=tuple(asked.group),
        supervises=tuple(asked.supervises),
        language=asked.language,
        email=asked.email or "",
        phone=asked.phone or "",
    )
    person = add_person(rt, new)
    print(f"{person.name} may sign in (groups: {', '.join(person.groups) or 'none'}).")
    return 0


def run_change(asked: argparse.Namespace) -> int:
    """Change what was given; what was not stays."""
    from service.operations.people import change_person, must_be_known

    if asked.group is None and asked.supervises is None:
        raise ValueError("say --group or --supervises; an empty text takes all away")
    rt = _runtime(asked)
    groups, supervises = (
        None if given is None else [each for each in given if each]
        for given in (asked.group, asked.supervises)
    )
    must_be_known(rt, {*(groups or ()), *(supervises or ())} - {"*"})
    person = change_person(rt, asked.name, groups=groups, supervises=supervises)
    told = (", ".join(each) or "none" for each in (person.groups, person.supervises))
    print("{} is in: {}; supervises: {}.".format(person.name, *told))
    return 0


def run_end(asked: argparse.Namespace) -> int:
    """Let them in no longer, and say what they leave behind."""
    from service.operations.people import deactivate_person

    left = deactivate_person(_runtime(asked), asked.name)
    print(f"{asked.name} may sign in no longer; every sign-in of theirs has ended.")
    if left:
        print(f"Open tasks that are still theirs: {left}. A supervisor reassigns them on the board.")
    return 0


def _runtime(asked: argparse.Namespace) -> Runtime:
    from service.commands.place import settings_for
    from service.runtime import build_runtime

    return build_runtime(settings_for(Settings.from_env(), data_dir=asked.data))


def run_reach(asked: argparse.Namespace) -> int:
    """Keep the addresses given; those not given stay."""
    from service.operations.people import reach_person

    if asked.email is None and asked.phone is None:
        raise ValueError("say --email or --phone; an empty text takes it away")
    person = reach_person(_runtime(asked), asked.name, email=asked.email, phone=asked.phone)
    print(f"Notices for {person.name} go there from now on.")
    return 0


def _password(source: str | None) -> str:
    """The password from the file, from standard input, or asked for twice."""
    if source is not None:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        return text.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise ValueError("there is no terminal to ask for the password; use --password-file")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        raise ValueError("the two passwords differ")
    return password
