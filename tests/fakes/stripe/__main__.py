"""`python -m tests.fakes.stripe` runs the fake for a developer or a browser test, and prints the environment to set."""

import argparse
import sys
import threading
import time

from tests.fakes.stripe.server import SECRET_KEY, WEBHOOK_SECRET, StripeFake


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--port", type=int, default=8110)
    reader.add_argument("--hook", default="http://127.0.0.1:8000/kait/stripe/", help="where events are posted")
    reader.add_argument("--country", default="ID", help="of the platform's account")
    reader.add_argument("--collector", default="koperasi-mawar", help="slug of the cooperative that collects")
    wanted = reader.parse_args()
    fake = StripeFake(country=wanted.country, port=wanted.port, hook=wanted.hook, now=time.time)
    settings = {
        "API": fake.api, "SECRET_KEY": SECRET_KEY, "WEBHOOK_SECRET": WEBHOOK_SECRET,
        "COLLECTOR": wanted.collector, "COUNTRY": wanted.country,
    }  # fmt: skip
    for name, value in settings.items():
        print(f"export LAPAK_STRIPE_{name}={value}")  # noqa: T201  for the developer's shell
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        fake.close()


if __name__ == "__main__":
    main()
