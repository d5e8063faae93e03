"""``aftercare deploy DIR``: put the process files of a folder live."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.commands import Commands
    from service.runtime import Runtime


def add_to(commands: Commands) -> None:
    """Name the words of this command."""
    parser = commands.add_parser("deploy", help="check a folder of process files and put what changed live")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of `aftercare up`")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Deploy the folder and tell which versions are new."""
    from service.commands.place import settings_for
    from service.runtime import build_runtime

    rt = build_runtime(settings_for(Settings.from_env(), data_dir=asked.data))
    for line in deploy_folder(rt, asked.folder):
        print(line)
    return 0


def deploy_folder(rt: Runtime, folder: Path) -> list[str]:
    """Deploy every process file of this folder, its groups too; a line for each process."""
    from service.commands.files import read_folder
    from service.domain.people import SYSTEM
    from service.operations.deployments import deploy

    deployment = deploy(rt, read_folder(folder), by=SYSTEM)
    created = [f"{each.key} version {each.version} is live" for each in deployment.created]
    unchanged = [f"{each.key} version {each.version} is unchanged" for each in deployment.unchanged]
    return created + unchanged


def has_definitions(rt: Runtime) -> bool:
    """Whether anything was ever put live in this database."""
    from sqlalchemy import select

    from service.domain.definitions import ProcessDefinition

    with rt.reading() as session:
        return session.scalar(select(ProcessDefinition.id).limit(1)) is not None
