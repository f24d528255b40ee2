"""Speak the words of every screen into small Opus files; `make sounds` runs it. Needs espeak-ng and opusenc.

Only what has no sound yet is spoken, and a sound whose text is gone is removed, so a recording somebody put in a
file's place stays until its text changes. With --check nothing is written; it fails when one is missing or left over.
"""

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "storefront" / "static" / "sound"
VOICE, WORDS_A_MINUTE = "id", "135"
BITRATE_KBPS = "16"


def main(check: bool) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storefront.config.settings")
    os.environ.setdefault("LAPAK_DEMO", "1")
    sys.path.insert(0, str(ROOT))
    django.setup()
    spoken = import_module("storefront.desk.spoken")  # Django has to stand first
    wanted = {spoken.name_of(words): words for words in map(spoken.indonesian, spoken.SCREENS)}
    standing = {file.name for file in FOLDER.glob("*.opus")}
    missing, left_over = sorted(wanted.keys() - standing), sorted(standing - wanted.keys())
    if check:
        print(f"{len(missing)} sounds missing, {len(left_over)} left over")
        return 1 if missing or left_over else 0
    for name in missing:
        speak(wanted[name], FOLDER / name)
    for name in left_over:
        (FOLDER / name).unlink()
    print(f"{len(missing)} spoken, {len(left_over)} removed, {len(wanted)} in all")
    return 0


def speak(words: str, target: Path) -> None:
    speaker, encoder = shutil.which("espeak-ng"), shutil.which("opusenc")
    if not (speaker and encoder):
        raise SystemExit("Install espeak-ng and opus-tools first.")
    wave = target.with_suffix(".wav")
    try:
        subprocess.run([speaker, "-v", VOICE, "-s", WORDS_A_MINUTE, "-g", "4", "-w", wave, words], check=True)
        subprocess.run(
            [encoder, "--quiet", "--speech", "--bitrate", BITRATE_KBPS, "--serial", "1", wave, target], check=True
        )
    finally:
        wave.unlink(missing_ok=True)


if __name__ == "__main__":
    raise SystemExit(main("--check" in sys.argv))
