"""`make bench-engine`: calls and time of a placed order, the share spent outside the engine, pages with Saleor stopped.

    COMMERCE_ENGINE=embedded make bench-engine        the first-run engine
    make bench-engine                                 Saleor's stand-in, its recorded delays replayed
    SALEOR_API_URL=… SALEOR_STAFF_EMAIL=… SALEOR_STAFF_PASSWORD=… make bench-engine     a real Saleor

A real one must reach this machine under LAPAK_BASE_URL (default http://127.0.0.1:8078), and is given the demo market.
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

PORT = "8078"
ORDERS = int(os.environ.get("ORDERS") or 20)
MOST_OUTSIDE = 10  # percent, on a real Saleor
VIEWS = 15
SLOWER_AT_MOST = 1.5  # pages with Saleor stopped, against the same pages with it
Environment = dict[str, str]


def main() -> int:
    folder = tempfile.mkdtemp(prefix="lapak-engine-")
    base = os.environ.get("LAPAK_BASE_URL") or f"http://127.0.0.1:{PORT}"
    environment = {**os.environ, "LAPAK_DEMO": "1", "LAPAK_VAR": folder, "PORT": PORT, "LAPAK_BASE_URL": base}
    kind = _kind()
    if kind == "embedded":
        return _measure(environment, kind)
    environment["COMMERCE_ENGINE"] = "embedded"  # where every market begins; the push switches
    if kind == "real":
        return _measure(environment, kind)
    with _stand_in() as saleor:
        environment |= {"SALEOR_API_URL": saleor["url"], "SALEOR_STAFF_PASSWORD": saleor["password"]}
        environment |= {"SALEOR_STAFF_EMAIL": saleor["email"]}
        return _measure(environment, kind)


def _kind() -> str:
    if os.environ.get("COMMERCE_ENGINE") == "embedded":
        return "embedded"
    return "real" if os.environ.get("SALEOR_API_URL") else "stand-in"


def _measure(environment: Environment, kind: str) -> int:
    with _market(environment):
        if kind != "embedded":
            _run(environment, "saleor", "install", "--email", environment["SALEOR_STAFF_EMAIL"])
            _run(environment, "saleor", "push")
        code = "from tools import engine_orders; engine_orders.main()"
        told = _run({**environment, "ORDERS": str(ORDERS)}, "shell", "-v0", "-c", code)
        found = json.loads(told.strip().splitlines()[-1])
        well = _say_orders(found, kind)
        if kind != "embedded":
            well = _say_pages(environment) and well
    return 0 if well else 1


def _say_orders(found: dict[str, float], kind: str) -> bool:
    mark = " stand-in" if kind == "stand-in" else ""
    orders, total, inside = found["orders"], found["total_s"], found["inside_s"]
    print(f"figure engine_calls {found['calls'] / orders:.2f} calls/order{mark}")
    print(f"figure engine_place {1000 * total / orders:.0f} ms/order{mark}")
    if kind == "embedded":
        return True
    outside = 100 * (total - inside) / total
    verdict = "ok" if outside <= MOST_OUTSIDE else "short"
    print(f"figure engine_outside {outside:.1f} % <={MOST_OUTSIDE} {verdict}{mark}")
    return verdict == "ok" or kind != "real"


def _say_pages(environment: Environment) -> bool:
    """The same pages asked in turn of two webs of one market: one reaches its Saleor, the other a dead address."""
    other = str(int(PORT) - 1)
    dead = {**environment, "SALEOR_INTERNAL_URL": "http://127.0.0.1:9/graphql/", "PORT": other}
    with _market(dead):
        there, away = _medians_ms(environment["LAPAK_BASE_URL"], f"http://127.0.0.1:{other}")
    ratio = away / there
    print(f"pages: {there:.0f} ms with Saleor, {away:.0f} ms without")
    print(
        f"figure pages_without_saleor {ratio:.2f} x <={SLOWER_AT_MOST} {'ok' if ratio <= SLOWER_AT_MOST else 'short'}"
    )
    return ratio <= SLOWER_AT_MOST


def _pages(base: str) -> list[str]:
    home = _get(base + "/")
    products = sorted(set(re.findall(r'href="(/produk/[^"]+)"', home)))[:3]
    return ["/", "/keranjang/", "/cari/?q=keripik", *products]


def _medians_ms(one: str, other: str) -> tuple[float, float]:
    pages = _pages(one)
    times: dict[str, list[float]] = {one: [], other: []}
    for page in pages:  # what is read once is read before the clock runs
        _get(one + page), _get(other + page)
    for _round in range(VIEWS):
        for page in pages:
            for base in (one, other):  # in turn: whatever else the machine does slows both
                began = time.perf_counter()
                _get(base + page)
                times[base].append(1000 * (time.perf_counter() - began))
    return statistics.median(times[one]), statistics.median(times[other])


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


def _run(environment: Environment, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"{' '.join(arguments[:2])} failed:\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}")
    return ended.stdout


@contextmanager
def _market(environment: Environment) -> Iterator[None]:
    command = [sys.executable, "-m", "storefront.config.serve"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait(f"http://127.0.0.1:{environment['PORT']}/healthz")
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


@contextmanager
def _stand_in() -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "tests.fakes.saleor", "--fresh", "--port", "8079", "--delays", "1.0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        told = [process.stdout.readline() for _line in range(2)] if process.stdout else []
        email, password = told[1].removeprefix("staff:").split("/", 1)
        found = {"url": told[0].removeprefix("api url:").strip()}
        yield found | {"email": email.strip(), "password": password.strip()}
    finally:
        process.kill()
        process.wait()


def _wait(url: str) -> None:
    for _ in range(1500):
        try:
            _get(url)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} does not answer")


if __name__ == "__main__":
    sys.exit(main())
