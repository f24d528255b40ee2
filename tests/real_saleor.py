"""Lapak installed on a real Saleor, for `make contract-saleor`: a web of our own that Saleor calls back.

Only what Saleor waits for is let in. What it tells afterwards is answered and thrown away: the test's database
connection belongs to whoever waits, and nobody waits for those.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connections
from django.test.testcases import LiveServerThread

from storefront.engine.saleor import connection, installing, verifying
from storefront.engine.saleor.manifest import HOOKS
from tests.saleor_ground import Ground

LET_IN = (f"{HOOKS}manifest.json", f"{HOOKS}register/", f"{HOOKS}shipping-list-methods-for-checkout/")
PORT = int(os.environ.get("SALEOR_CONTRACT_PORT", "8917"))  # always the same: the manifest's addresses stand in Saleor
Start = Callable[..., Any]

_learned: dict[str, Any] = {}  # the token is told once, at the install; each test's database begins empty


def is_given() -> bool:
    return all(os.environ.get(name) for name in ("SALEOR_API_URL", "SALEOR_STAFF_EMAIL", "SALEOR_STAFF_PASSWORD"))


@contextmanager
def installed(settings: LazySettings) -> Iterator[Ground]:
    settings.BASE_URL = f"http://127.0.0.1:{PORT}"
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    url = os.environ["SALEOR_API_URL"]
    channel = os.environ.get("SALEOR_CHANNEL", "lapak-id")
    settings.SALEOR = {"api_url": url, "internal_url": url, "channel": channel, "timeout_s": 30, "collector": ""}
    database = connections["default"]
    database.inc_thread_sharing()
    web = LiveServerThread("127.0.0.1", _only_awaited, connections_override={"default": database}, port=PORT)
    web.daemon = True
    web.start()
    web.is_ready.wait()
    if web.error:
        raise web.error
    try:
        _join()
        yield Ground()
    finally:
        web.terminate()
        database.dec_thread_sharing()


def _join() -> None:
    if _learned:
        connection.set_token(token=_learned["token"], app_id=_learned["app_id"])
        connection.remember_ids(**_learned["ids"])
        verifying.fetch_keys()
        return
    said: list[str] = []
    email, password = os.environ["SALEOR_STAFF_EMAIL"], os.environ["SALEOR_STAFF_PASSWORD"]
    if not installing.install(email=email, password=password, say=said.append):
        pytest.fail("\n".join(said))
    row = connection.current()
    _learned.update(token=connection.token(row), app_id=row.app_id, ids=row.ids)


def _only_awaited(inner: Callable[[dict[str, Any], Start], Iterable[bytes]]) -> Any:
    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] in LET_IN:
            return inner(environ, start)
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]

    return application
