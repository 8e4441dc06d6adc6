"""The import contracts hold, and each of them fails when an import that breaks it is planted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.sources import PACKAGES, ROOT

PLANTED = [
    ("storage/holidays.py", "from jobs import desk", "One staircase: bot → jobs → storage"),
    ("jobs/desk.py", "from bot import buttons", "One staircase: bot → jobs → storage"),
    (
        "storage/models/member.py",
        "from storage.repositories import people",
        "Inside storage: repositories → models → rules",
    ),
    ("storage/rules/figures.py", "import sqlalchemy", "Rules are pure: the standard library only"),
    ("jobs/desk.py", "import telegram", "Only the bot knows Telegram"),
    ("bot/actions/leave.py", "from bot.handlers import leave", "Inside bot: handlers → actions, keyboards, letters"),
    ("bot/texts/leave.py", "from bot import letters", "Inside bot: handlers → actions, keyboards, letters"),
    (
        "bot/gate.py",
        "from bot.rehearsal import stage",
        "Nothing in the bot knows whether the stage or Telegram answers",
    ),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=lambda _, names: [n for n in names if not _wanted(n)]
        )
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def _wanted(name: str) -> bool:
    return name != "__pycache__" and ("." not in name or name.endswith(".py"))


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
    assert [row for row in told.stdout.splitlines() if row.startswith(contract) and row.endswith("BROKEN")] != []
