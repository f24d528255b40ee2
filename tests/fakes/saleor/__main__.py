"""`python -m tests.fakes.saleor --port 8801`: the stand-in by hand, furnished, webhooks delivered by themselves."""

import argparse
import sys
import time
from datetime import UTC, datetime

from tests.fakes.saleor.server import STAFF_EMAIL, STAFF_PASSWORD, SaleorStandIn


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.fakes.saleor")
    options.add_argument("--port", type=int, default=8801)
    options.add_argument("--fresh", action="store_true", help="only what migrate leaves: no channel in IDR")
    options.add_argument("--delays", type=float, default=0.0, help="replay the recorded delays, times this")
    chosen = options.parse_args()
    saleor = SaleorStandIn(port=chosen.port, now=lambda: datetime.now(UTC))
    if not chosen.fresh:
        saleor.furnish(())
    saleor.replay_delays(chosen.delays)
    saleor.autodeliver = True
    say = sys.stdout.write
    say(f"api url: {saleor.api_url}\nstaff:   {STAFF_EMAIL} / {STAFF_PASSWORD}\n")
    sys.stdout.flush()
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        saleor.close()


if __name__ == "__main__":
    main()
