"""backup.sh and restore.sh, with a stand-in for compose that notes what it is asked and plays the containers."""

import os
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PLAYED = """#!/bin/sh
shift 2  # -f compose.yaml
echo "$@" >> "$NOTES"
case "$*" in
  *pg_dump*) echo "dump of ${*##* }" ;;
  *"tar -C"*" -cf "*) echo "photos" ;;
  *pg_restore*|*" -xf "*) cat > /dev/null ;;
esac
case "$*" in *"$FAIL_ON"*) [ -z "$FAIL_ON" ] || exit 1 ;; esac
"""


@pytest.fixture
def stage(tmp_path: Path) -> dict[str, str]:
    played = tmp_path / "compose"
    played.write_text(PLAYED)
    played.chmod(0o755)
    (tmp_path / "notes").touch()
    return {**os.environ, "COMPOSE": str(played), "NOTES": str(tmp_path / "notes"), "FAIL_ON": ""}


def run(script: str, *arguments: str, stage: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = ["sh", str(DEPLOY / script), *arguments]
    return subprocess.run(command, env=stage, check=False, capture_output=True, text=True)


def notes(stage: dict[str, str]) -> list[str]:
    return Path(stage["NOTES"]).read_text().splitlines()


def backed_up(tmp_path: Path, stage: dict[str, str]) -> Path:
    done = run("backup.sh", str(tmp_path / "store"), stage=stage)
    assert done.returncode == 0, done.stderr
    [folder] = (tmp_path / "store").iterdir()
    return folder


def test_a_backup_holds_both_databases_and_both_kinds_of_pictures(tmp_path: Path, stage: dict[str, str]) -> None:
    folder = backed_up(tmp_path, stage)
    names = {"lapak.dump", "saleor.dump", "lapak-media.tar", "saleor-media.tar", "SHA256SUMS"}
    assert {file.name for file in folder.iterdir()} == names
    assert (folder / "lapak.dump").read_text() == "dump of lapak\n"


@pytest.mark.parametrize("name", ["lapak", "saleor"])
def test_a_dump_that_breaks_off_never_looks_whole(tmp_path: Path, stage: dict[str, str], name: str) -> None:
    done = run("backup.sh", str(tmp_path / "store"), stage={**stage, "FAIL_ON": f"pg_dump -U postgres -Fc {name}"})
    assert done.returncode != 0
    [folder] = (tmp_path / "store").iterdir()
    assert not (folder / f"{name}.dump").exists()
    assert not (folder / "SHA256SUMS").exists()


def test_our_dump_has_begun_before_saleor_s_and_both_run_together(tmp_path: Path, stage: dict[str, str]) -> None:
    """What our rows name in Saleor is then in its dump."""
    played = Path(stage["COMPOSE"])
    slow = 'case "$*" in *"-Fc lapak"*) sleep 1; echo begun; sleep 1; echo "lapak ends" >> "$NOTES" ;; esac\n'
    played.write_text(PLAYED.replace('case "$*" in\n  *pg_dump*)', f'{slow}case "$*" in\n  *pg_dump*)', 1))
    backed_up(tmp_path, stage)
    told = [line.rpartition(" ")[2] for line in notes(stage) if "pg_dump" in line or line == "lapak ends"]
    assert told == ["lapak", "saleor", "ends"]


def test_restoring_stops_the_market_first_and_checks_it_last(tmp_path: Path, stage: dict[str, str]) -> None:
    folder = backed_up(tmp_path, stage)
    Path(stage["NOTES"]).write_text("")
    done = run("restore.sh", str(folder), "yes", stage=stage)
    assert done.returncode == 0, done.stderr
    told = notes(stage)
    stop = next(number for number, line in enumerate(told) if line.startswith("stop "))
    drop = next(number for number, line in enumerate(told) if "dropdb" in line)
    assert stop < drop
    assert [line.rsplit(" ", 1)[-1] for line in told if "pg_restore" in line] == ["lapak", "saleor"]
    assert told[-2:] == [
        "exec -T lapak-web python manage.py reconcile",
        "exec -T lapak-web python manage.py saleor check",
    ]


def test_a_damaged_backup_is_refused_before_anything_is_touched(tmp_path: Path, stage: dict[str, str]) -> None:
    folder = backed_up(tmp_path, stage)
    (folder / "lapak.dump").write_text("half of it")
    Path(stage["NOTES"]).write_text("")
    assert run("restore.sh", str(folder), "yes", stage=stage).returncode != 0
    assert notes(stage) == []


def test_restoring_needs_the_word_yes(tmp_path: Path, stage: dict[str, str]) -> None:
    assert run("restore.sh", str(tmp_path), stage=stage).returncode == 2
    assert notes(stage) == []
