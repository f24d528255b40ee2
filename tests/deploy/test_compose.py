"""The compose file says what Saleor's contract and our own settings say. Images are not started here."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from tests.deploy import contract

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
FILE = DEPLOY / "compose.yaml"
NAMED = re.compile(r"\$\{([A-Z0-9_]+)(:[?-][^}]*)?\}")
READ = re.compile(r"""env\.(?:text|flag|hosts|number|words)\(\s*f?"([A-Z0-9_]+)""")
SALEORS = ["saleor-api", "saleor-worker", "saleor-beat", "saleor-migrate"]
OURS = ["lapak-web", "lapak-worker", "lapak-beat", "lapak-prepare"]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def service(compose: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"][name]
    return found


def example() -> dict[str, str]:
    lines = [line for line in (DEPLOY / "env.example").read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_all_that_a_market_needs_is_there_and_beats_are_single(compose: dict[str, Any]) -> None:
    assert {*SALEORS, *OURS, "postgres", "valkey", "caddy"} == set(compose["services"])
    for name in ("saleor-beat", "lapak-beat"):
        assert "deploy" not in service(compose, name), "a second beat would do everything twice"


@pytest.mark.parametrize("name", SALEORS)
def test_saleor_gets_only_names_it_knows_and_all_it_demands(compose: dict[str, Any], name: str) -> None:
    given = service(compose, name)["environment"]
    assert set(given) <= contract.ENVIRONMENT
    assert set(given) >= contract.DEMANDED
    assert (given["DEBUG"], given["HTTP_IP_FILTER_ENABLED"]) == ("False", "False")
    assert service(compose, name)["image"] == contract.IMAGE


def test_saleors_processes_are_started_as_its_image_expects(compose: dict[str, Any]) -> None:
    assert " ".join(service(compose, "saleor-migrate")["command"]) == contract.MIGRATE
    assert " ".join(service(compose, "saleor-worker")["command"]).startswith(contract.WORKER)
    assert " ".join(service(compose, "saleor-beat")["command"]) == contract.BEAT
    assert "command" not in service(compose, "saleor-api"), "the image's own command serves the API"
    assert contract.HEALTH in service(compose, "saleor-api")["healthcheck"]["test"][-1]


def test_media_of_saleor_is_one_volume_that_the_proxy_serves(compose: dict[str, Any]) -> None:
    for name in SALEORS:
        assert f"saleor-media:{contract.MEDIA}" in service(compose, name)["volumes"]
    assert "saleor-media:/srv/saleor-media:ro" in service(compose, "caddy")["volumes"]
    caddyfile = (DEPLOY / "Caddyfile").read_text()
    assert "handle_path /media/*" in caddyfile
    assert "root * /srv/saleor-media" in caddyfile


@pytest.mark.parametrize("name", OURS)
def test_we_get_only_names_that_our_settings_read(compose: dict[str, Any], name: str) -> None:
    files = (ROOT / "storefront" / "config").glob("*.py")
    known = {found for file in files for found in READ.findall(file.read_text())}
    assert set(service(compose, name)["environment"]) <= known


def test_the_caller_and_the_called_agree_on_hosts_and_addresses(compose: dict[str, Any]) -> None:
    saleor, ours = (service(compose, name)["environment"] for name in ("saleor-api", "lapak-web"))
    assert ours["SALEOR_API_URL"] == f"{saleor['PUBLIC_URL']}graphql/"
    assert ours["SALEOR_INTERNAL_URL"] == "http://saleor-api:8000/graphql/"
    assert "saleor-api" in saleor["ALLOWED_HOSTS"].split(",")
    assert "lapak-web" in ours["LAPAK_HOSTS"].split(",")
    assert ours["LAPAK_BASE_URL"].endswith(saleor["ALLOWED_CLIENT_HOSTS"])


def test_only_what_stands_behind_caddy_believes_whom_it_names(compose: dict[str, Any]) -> None:
    behind = {name for name in OURS if "LAPAK_PROXIES" in service(compose, name)["environment"]}
    assert behind == {"lapak-web"}
    assert service(compose, "lapak-web")["environment"]["LAPAK_PROXIES"] == "1"


def test_what_waits_for_whom(compose: dict[str, Any]) -> None:
    for name in ("saleor-api", "saleor-worker", "saleor-beat"):
        assert service(compose, name)["depends_on"]["saleor-migrate"] == {"condition": "service_completed_successfully"}
    for name in ("lapak-web", "lapak-worker", "lapak-beat"):
        assert service(compose, name)["depends_on"]["lapak-prepare"] == {"condition": "service_completed_successfully"}
    for name in ("saleor-migrate", "lapak-prepare"):
        assert service(compose, name)["depends_on"] == {"postgres": {"condition": "service_healthy"}}
        assert service(compose, name)["restart"] == "no"


@pytest.mark.django_db
def test_the_path_that_says_we_are_well_answers(compose: dict[str, Any], client: Client) -> None:
    test = service(compose, "lapak-web")["healthcheck"]["test"][-1]
    found = re.search(r"http://localhost:8000(/[a-z]+)", test)
    assert found is not None
    assert client.get(found[1]).status_code == 200


def test_every_name_the_file_asks_for_stands_in_the_example() -> None:
    asked = {name for name, _default in NAMED.findall(FILE.read_text())}
    assert asked <= set(example())


def test_the_example_names_nothing_that_is_read_nowhere() -> None:
    asked = {name for name, _default in NAMED.findall(FILE.read_text())}
    assert set(example()) - asked == {"COMPOSE_PROJECT_NAME"}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "deploy"
    shutil.copytree(DEPLOY, folder, ignore=shutil.ignore_patterns(".env*"))
    subprocess.run(["sh", "make-env.sh", "pasar.example.id", "api.pasar.example.id"], cwd=folder, check=True)
    return folder


def test_fresh_secrets_are_long_differ_and_are_for_the_owner_alone(made: Path) -> None:
    text = (made / ".env").read_text()
    secrets = re.findall(r"^\w+(?:PASSWORD|SECRET_KEY)=(\w+)$", text, re.MULTILINE)
    assert len(secrets) == len(set(secrets)) == 5
    assert all(len(secret) == 64 for secret in secrets)
    assert text.count("BEGIN PRIVATE KEY") == 1
    assert (made / ".env").stat().st_mode & 0o077 == 0


def test_secrets_that_stand_are_never_overwritten(made: Path) -> None:
    before = (made / ".env").read_text()
    again = subprocess.run(["sh", "make-env.sh", "a.example", "b.example"], cwd=made, check=False, capture_output=True)
    assert again.returncode == 1
    assert (made / ".env").read_text() == before


def test_what_make_env_writes_is_all_the_file_demands(made: Path) -> None:
    demanded = {name for name, default in NAMED.findall(FILE.read_text()) if default.startswith(":?")}
    written = set(re.findall(r"^([A-Z_]+)=", (made / ".env").read_text(), re.MULTILINE))
    assert demanded <= written


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="install docker-compose to check deploy/compose.yaml")
def test_compose_itself_accepts_the_file(made: Path) -> None:
    checked = subprocess.run(
        ["docker-compose", "-f", "compose.yaml", "config"], cwd=made, check=False, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    resolved = yaml.safe_load(checked.stdout)["services"]["saleor-api"]["environment"]
    assert resolved["RSA_PRIVATE_KEY"].startswith("-----BEGIN PRIVATE KEY-----\n")
    assert resolved["PUBLIC_URL"] == "https://api.pasar.example.id/"


@pytest.mark.skipif(not shutil.which("caddy"), reason="install caddy to check deploy/Caddyfile")
def test_caddy_itself_accepts_its_file(tmp_path: Path) -> None:
    command = ["caddy", "adapt", "--validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    hosts = {"SITE_SCHEME": "https", "LAPAK_HOST": "pasar.example.id", "SALEOR_HOST": "api.pasar.example.id"}
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **hosts}  # its home is for certificates
    checked = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", OURS)
def test_the_secrets_of_message_channels_have_a_file_of_their_own(
    compose: dict[str, Any], made: Path, name: str
) -> None:
    assert service(compose, name)["env_file"] == "messages.env"
    assert (made / "messages.env").stat().st_mode & 0o077 == 0
