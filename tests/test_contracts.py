"""The import contracts hold, and each of them fails when an import that breaks it is planted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.sources import PACKAGES, ROOT

STAIRCASE = "One staircase: bot → jobs → storage"
INSIDE_BOT = "Inside bot: handlers → actions, keyboards, letters; texts know nobody"
PLANTED = [
    ("storage/holidays.py", "from jobs import desk", STAIRCASE),
    ("jobs/desk.py", "from bot import buttons", STAIRCASE),
    ("storage/models/member.py", "import storage.repositories.people", "Inside storage: repositories → models → rules"),
    ("storage/rules/figures.py", "import sqlalchemy", "Rules are pure: the standard library only"),
    ("jobs/desk.py", "import telegram", "Only the bot knows Telegram"),
    ("bot/actions/leave.py", "from bot.handlers import leave", INSIDE_BOT),
    ("bot/texts/leave.py", "from bot import letters", INSIDE_BOT),
    ("bot/gate.py", "import bot.rehearsal.stage", "Nothing in the bot knows whether the stage or Telegram answers"),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=_all_but_sources)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def _all_but_sources(_directory: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__" or ("." in name and not name.endswith(".py"))]


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(
        command, cwd=house, env={**os.environ, "PYTHONPATH": str(house)}, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold(house):
    told = lint(house)
    assert (told.returncode, told.stdout[told.stdout.find("Broken contracts") :] if told.returncode else "") == (0, "")


@pytest.mark.parametrize(("place", "line", "contract"), PLANTED)
def test_a_wrong_import_is_found(house, place, line, contract):
    with (house / place).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    told = lint(house)
    assert told.returncode == 1
    assert f"{contract} BROKEN" in told.stdout.splitlines()
