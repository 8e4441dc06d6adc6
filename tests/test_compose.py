"""The operators' compose file: its address is one the settings take, its roles exist, and docker can read it."""

import os
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


def test_docker_reads_it(tmp_path: Path):
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("no docker compose on this machine")
    shutil.copy(ROOT / "compose.yaml", tmp_path)
    (tmp_path / ".env").write_text("SANHUI_BOT_TOKEN=1:x\nPOSTGRES_PASSWORD=secret\n")
    command = [docker, "compose", "--project-directory", str(tmp_path), "config", "--quiet"]
    assert subprocess.run(command, cwd=tmp_path, env=dict(os.environ), check=False).returncode == 0


def test_the_image_backs_up_with_the_servers_own_version():
    server = re.findall(r"image: postgres:(\d+)", TEXT)
    assert re.findall(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text("utf-8")) == server
