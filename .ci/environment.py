"""Make a virtual environment from a lock file: with uv where there is one, with venv and pip otherwise.

Usage: python3 .ci/environment.py .venv requirements-dev.lock
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path


def main(folder: str, lock: str) -> None:
    """Create ``folder`` and install exactly what ``lock`` pins by hash, then this project itself."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have an older one
        sys.exit("需要 Python 3.11 或更新的版本。")
    uv = shutil.which("uv")
    python = Path(folder) / "bin" / "python"
    if uv:
        if not python.exists():
            _run(uv, "venv", "--quiet", "--python", sys.executable, folder)
        install = (uv, "pip", "install", "--quiet", "--python", str(python))
    else:
        if not python.exists():
            venv.create(folder, with_pip=True)
        install = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _run(*install, "--require-hashes", "-r", lock)
    _run(*install, "--no-deps", "--no-build-isolation", "-e", ".")


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - fixed words only


if __name__ == "__main__":
    main(*sys.argv[1:3])
