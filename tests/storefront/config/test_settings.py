"""A bad setting stops the start with one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storefront.config import databases, env, security

ROOT = Path(__file__).resolve().parents[3]


def _start(**environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("LAPAK_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=clean | environment, capture_output=True, text=True
    )


def test_without_a_secret_key_nothing_starts() -> None:
    ended = _start()
    assert ended.returncode != 0
    assert "Set LAPAK_SECRET_KEY" in ended.stderr


def test_the_demo_refuses_a_public_host() -> None:
    ended = _start(LAPAK_DEMO="1", LAPAK_HOSTS="lapak.example.id")
    assert ended.returncode != 0
    assert "LAPAK_DEMO_PUBLIC=1" in ended.stderr


def test_the_demo_told_twice_starts_on_a_public_host(tmp_path: Path) -> None:
    public = {"LAPAK_DEMO": "1", "LAPAK_DEMO_PUBLIC": "1", "LAPAK_HOSTS": "lapak.example.id"}
    ended = _start(**public, LAPAK_SECRET_KEY="long and random", LAPAK_VAR=str(tmp_path))
    assert ended.returncode == 0, ended.stderr


def test_a_public_demo_needs_a_secret_key_of_its_own() -> None:
    ended = _start(LAPAK_DEMO="1", LAPAK_DEMO_PUBLIC="1", LAPAK_HOSTS="lapak.example.id")
    assert "Set LAPAK_SECRET_KEY" in ended.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.8.8"])
def test_this_machine_is_local(host: str) -> None:
    assert security.is_local(host)


@pytest.mark.parametrize("host", ["10.0.0.5", "lapak.example.id", "*", ".example.id", "0.0.0.0"])  # noqa: S104 a host to refuse
def test_other_machines_are_not_local(host: str) -> None:
    assert not security.is_local(host)


def test_a_host_in_other_letters_is_the_name_that_browsers_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPAK_X", "lapak-désa.id, .lapak-désa.id, xn--lapak-dsa-h4a.id, *, [::1], localhost")
    sent = "xn--lapak-dsa-h4a.id"
    assert env.hosts("LAPAK_X") == [sent, f".{sent}", sent, "*", "[::1]", "localhost"]
    monkeypatch.setenv("LAPAK_X", "Lapak-DÉSA.id, straße.example, .Straße.example")
    assert env.hosts("LAPAK_X") == [sent, "xn--strae-oqa.example", ".xn--strae-oqa.example"]
    monkeypatch.setenv("LAPAK_X", "toko_1.désa.id, ☕.example, ab--désa.id, désa.id:8000")
    as_before = ["toko_1.xn--dsa-bma.id", "xn--53h.example", "xn--ab--dsa-fya.id", "xn--dsa-bma.id:8000"]
    assert env.hosts("LAPAK_X") == as_before
    monkeypatch.setenv("LAPAK_X", "ß☕.example")
    with pytest.raises(SystemExit, match="LAPAK_X must hold names of machines"):
        env.hosts("LAPAK_X")
    monkeypatch.setenv("LAPAK_X", "désa..id")
    with pytest.raises(SystemExit, match="LAPAK_X must hold names of machines"):
        env.hosts("LAPAK_X")


@pytest.mark.parametrize(
    "address, sent",
    [
        ("https://lapak.example", "https://lapak.example"),
        ("https://Straße.example:443/", "https://xn--strae-oqa.example"),
        ("https://lapak-désa.id:8443", "https://xn--lapak-dsa-h4a.id:8443"),
        ("https://[2001:db8::5]:8443", "https://[2001:db8::5]:8443"),
    ],
)
def test_forms_are_trusted_from_the_origin_that_browsers_send(address: str, sent: str) -> None:
    assert env.origin("LAPAK_BASE_URL", address) == sent


@pytest.mark.parametrize("address", ["https://désa..id", "https://lapak.example:many"])
def test_an_address_that_names_no_machine_is_refused(address: str) -> None:
    with pytest.raises(SystemExit, match="LAPAK_BASE_URL must be an address such as"):
        env.origin("LAPAK_BASE_URL", address)


def test_a_flag_that_is_neither_yes_nor_no_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPAK_X", "perhaps")
    with pytest.raises(SystemExit, match="LAPAK_X must be 1 or 0"):
        env.flag("LAPAK_X")


def test_a_number_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAPAK_X", "70000")
    with pytest.raises(SystemExit, match="from 1 to 65535"):
        env.number("LAPAK_X", 1, 1, 65_535)


def test_a_database_url_names_a_postgresql(tmp_path: Path) -> None:
    made = databases.database("postgresql://lapak:p%40ss@127.0.0.1:5433/market?sslmode=require", tmp_path)
    assert (made["NAME"], made["PASSWORD"], made["PORT"]) == ("market", "p@ss", "5433")
    assert made["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host"])
def test_another_database_is_refused_in_a_sentence(url: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="DATABASE_URL must look like"):
        databases.database(url, tmp_path)
