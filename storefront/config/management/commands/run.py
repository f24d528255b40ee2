"""`manage.py run`: everything a first-run system needs, in one process group that ends together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

READY_S = 60


class Command(BaseCommand):
    help = "Migrate, load the demo market (with LAPAK_DEMO=1), collect static files, serve and sweep until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--threads", type=int, default=3)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        self._refuse_taken_port(host, port)
        self.say("1/4 database")
        call_command("migrate", verbosity=0, interactive=False)
        self.say("2/4 pages")
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO:
            self.say("3/4 demo market")
            call_command("demo", stdout=self.stdout)
        self.say("4/4 server")
        children = self._start(host, port, options["workers"], options["threads"])
        try:
            self._wait_until_ready(f"http://{host}:{port}/healthz", children)
            self._greet(f"http://{host}:{port}")
            self._watch(children)
        finally:
            self._end(children)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _refuse_taken_port(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CommandError(f"Port {port} is taken. Choose another: make run PORT={port + 1}") from error

    def _start(self, host: str, port: int, workers: int, threads: int) -> list["subprocess.Popen[bytes]"]:
        granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
                   "--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning",
                   "storefront.config.wsgi:application"]  # fmt: skip
        commands = [granian]
        if not settings.CELERY_BROKER_URL:
            commands.append([sys.executable, "manage.py", "loop"])
        # start_new_session: Ctrl-C reaches this process alone, which then ends the others in order
        return [subprocess.Popen(command, cwd=settings.ROOT, start_new_session=True) for command in commands]  # noqa: S603 our own commands

    def _wait_until_ready(self, url: str, children: list["subprocess.Popen[bytes]"]) -> None:
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            if any(child.poll() is not None for child in children):
                raise CommandError("A process ended before the server was ready; its message stands above.")
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 our own address
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise CommandError(f"The server did not answer {url} within {READY_S} seconds.")

    def _greet(self, base: str) -> None:
        self.say(f"\nLapak is ready: {base}/")
        self.say(f"  shop        {base}/\n  seller      {base}/lapak/\n  cooperative {base}/koperasi/")
        self.say(f"  program     {base}/graphql/\n  operator    {base}/admin/")
        if settings.DEMO:
            self.say(f"  messages    {base}/kotak-keluar/   (sign-in codes appear here)\n")
            call_command("demo", who=True, stdout=self.stdout)
        self.say("\nCtrl-C ends everything.")

    def _watch(self, children: list["subprocess.Popen[bytes]"]) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.say("\nEnding.")
            return
        raise CommandError("A process ended by itself; its message stands above.")

    def _end(self, children: list["subprocess.Popen[bytes]"]) -> None:
        for child in children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGTERM)
        for child in children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
