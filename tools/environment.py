"""Build or complete a virtual environment from a hash-pinned file: with uv where there is one, else with pip."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path


def main(folder: str, pins: str) -> None:
    python = Path(folder) / "bin" / "python"
    uv = shutil.which("uv")
    if not python.exists():
        if uv:
            subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
        else:
            venv.create(folder, with_pip=True)
    if uv:
        command = [uv, "pip", "install", "--python", str(python), "--require-hashes", "-r", pins]
    else:
        if not (Path(folder) / "bin" / "pip").exists():
            subprocess.run([str(python), "-m", "ensurepip"], check=True)
        command = [str(python), "-m", "pip", "install", "--progress-bar", "on", "--disable-pip-version-check"]
        command += ["--require-hashes", "-r", pins]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
