"""Start the first-run system, walk through it once, and print its memory (PSS) as a figure."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

LIMIT_MB = 200
PORT = "8077"
PAGES = ("/", "/kategori/camilan/", "/cari/?q=keripik", "/keranjang/", "/checkout/", "/masuk/", "/kotak-keluar/")


def main() -> int:
    folder = tempfile.mkdtemp(prefix="lapak-memory-")
    environment = os.environ | {"LAPAK_DEMO": "1", "LAPAK_VAR": folder, "PORT": PORT}
    server = subprocess.Popen(
        [sys.executable, "-m", "storefront.config.serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        base = f"http://127.0.0.1:{PORT}"
        _wait(base + "/healthz")
        time.sleep(2)
        for page in [*PAGES, *_product_pages(base)]:
            urllib.request.urlopen(base + page, timeout=20).read()
        time.sleep(3)
        processes = {pid: pss for pid in _below(server.pid) if (pss := _pss_kb(pid))}
        supervisor = processes.pop(server.pid, 0)
        total = sum(processes.values()) / 1024
        print(f"supervisor {supervisor / 1024:.0f} MB, each other: "
              + json.dumps({pid: round(kb / 1024) for pid, kb in processes.items()}))  # fmt: skip
        total += supervisor / 1024
        print(f"figure memory_pss {total:.0f} MB <={LIMIT_MB} {'ok' if total <= LIMIT_MB else 'short'}")
        return 0 if total <= LIMIT_MB else 1
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def _wait(url: str) -> None:
    for _ in range(900):
        try:
            urllib.request.urlopen(url, timeout=2).read()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _product_pages(base: str) -> list[str]:
    home = urllib.request.urlopen(base + "/", timeout=20).read().decode()
    return sorted({"/produk/" + part.split('"')[0] for part in home.split('href="/produk/')[1:]})[:10]


def _below(pid: int) -> list[int]:
    """The process and everything it started, by walking /proc."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parents.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    sys.exit(main())
