"""The operators' compose file: its address is one the settings take, its roles exist, and docker can read it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.database_url import normalise
from bot.roles import Role
from tests.fakes.sources import ROOT

TEXT = (ROOT / "compose.yaml").read_text("utf-8")


def test_its_roles_exist_and_make_up_the_whole():
    assert {Role(found) for found in re.findall(r"--role (\w+)", TEXT)} == set(Role) - {Role.ALL}


def test_its_database_address_passes_the_settings():
    found = re.search(r'SANHUI_DATABASE_URL: "(.*)"', TEXT)
    assert found is not None
    url = re.sub(r"\$\{[^}]*\}", "secret", found[1])
    assert normalise(url) == "postgresql+asyncpg://sanhui:secret@db/sanhui?ssl=disable"


def composing() -> list[str] | None:
    """The command this machine has for compose files, the newer one first."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) and not subprocess.run([*command, "version"], capture_output=True).returncode:
            return command
    return None


def test_docker_reads_it(tmp_path: Path):
    command = composing()
    if command is None:
        pytest.skip("no docker compose on this machine")
    shutil.copy(ROOT / "compose.yaml", tmp_path)
    (tmp_path / ".env").write_text("SANHUI_BOT_TOKEN=1:x\nPOSTGRES_PASSWORD=secret\n")
    read = subprocess.run([*command, "--project-directory", str(tmp_path), "config", "--quiet"], cwd=tmp_path)
    assert read.returncode == 0


def test_the_image_backs_up_with_the_servers_own_version():
    server = re.findall(r"image: postgres:(\d+)", TEXT)
    assert re.findall(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text("utf-8")) == server
