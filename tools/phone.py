"""Play what a seller's phone does, in Chromium, and print figures: taps and answers of the first listing,
data of the first view and of a month, and what the offline run lost or doubled. Arguments go to pytest."""

import subprocess
import sys

PLAYED = (
    "tests/browser/test_first_listing.py",
    "tests/browser/test_budgets.py::test_the_sellers_app_opens_with_little",
    "tests/browser/test_phone_data.py",
    "tests/browser/test_offline_listings.py",
    "tests/browser/test_offline_survival.py",
)


def main() -> int:
    command = [sys.executable, "-m", "pytest", "-m", "browser", "-q", "-p", "no:randomly", *PLAYED, *sys.argv[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as playing:
        said = []
        for line in playing.stdout or ():
            said.append(line)
            if line.startswith("figure "):
                sys.stdout.write(line)
                sys.stdout.flush()
    if playing.returncode:
        sys.stderr.write("".join(said[-60:]))
    return playing.returncode


if __name__ == "__main__":
    raise SystemExit(main())
