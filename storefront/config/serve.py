"""`python -m storefront.config.serve`: the first-run system, one web worker and one loop, ended together.

This process only watches the others, so it loads no Django: the memory goes to the ones that work.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

READY_S = 60
MANAGE = [sys.executable, "manage.py"]
Children = list["subprocess.Popen[bytes]"]


def main() -> int:
    asked = _arguments()
    _refuse_taken_port(asked.host, asked.port)
    for ending in (signal.SIGINT, signal.SIGTERM):  # a shell may start us with SIGINT ignored
        signal.signal(ending, signal.default_int_handler)
    base = f"http://{asked.host}:{asked.port}"
    children: Children = []
    try:
        subprocess.run([*MANAGE, "prepare"], check=True)
        children += _start(asked)
        _wait_until_ready(f"{base}/healthz", children)
        _greet(base)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        raise SystemExit("A process ended by itself; its message stands above.")
    except KeyboardInterrupt:
        print("\nEnding.", flush=True)
        return 0
    except subprocess.CalledProcessError as error:
        return error.returncode
    finally:
        _end(children)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=3)
    return parser.parse_args()


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(f"Port {port} is taken. Choose another: make run PORT={port + 1}") from error


def _start(asked: argparse.Namespace) -> Children:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", asked.host, "--port", str(asked.port)]
    web += ["--workers", str(asked.workers), "--blocking-threads", str(asked.threads), "--no-ws"]
    web += ["--log-level", "warning", "storefront.config.wsgi:application"]
    commands = [web] if os.environ.get("CELERY_BROKER_URL") else [web, [*MANAGE, "loop"]]
    # an arena a thread keeps memory that nobody uses; what a request leaves at the end of one goes back to the machine
    environment = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "65536", **os.environ}
    # a session each: Ctrl-C reaches this process alone, which then ends the others in order
    return [subprocess.Popen(command, env=environment, start_new_session=True) for command in commands]


def _wait_until_ready(url: str, children: Children) -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        if any(child.poll() is not None for child in children):
            raise SystemExit("A process ended before the server was ready; its message stands above.")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"The server did not answer {url} within {READY_S} seconds.")


def _greet(base: str) -> None:
    lines = [f"\nLapak is ready: {base}/", f"  shop         {base}/", f"  seller       {base}/lapak/"]
    lines += [f"  cooperative  {base}/koperasi/", f"  program      {base}/graphql/", f"  operator     {base}/admin/"]
    if os.environ.get("SALEOR_API_URL"):
        lines.append(f"  saleor       {base}/koperasi/saleor/   (the operator's)")
    if os.environ.get("LAPAK_DEMO") == "1":
        lines.append(f"  messages     {base}/kotak-keluar/   (sign-in codes appear here)\n")
    print("\n".join(lines), flush=True)
    if os.environ.get("LAPAK_DEMO") == "1":
        subprocess.run([*MANAGE, "demo", "--who"], check=False)
    print("\nCtrl-C ends everything.", flush=True)


def _end(children: Children) -> None:
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
