"""Where photos lie, as the environment says it: what pages may load and send, and what the start warns of."""

from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils.module_loading import import_string

from storefront.config import media, notices, security
from storefront.config.env import BadSetting
from tests.cast import Cast

KEYS = {"S3_ACCESS_KEY": "k", "S3_SECRET_KEY": "s"}


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("S3_BUCKET", "S3_ENDPOINT_URL", "S3_REGION", "S3_PUBLIC_URL", *KEYS):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def told(say: pytest.MonkeyPatch, **values: str) -> media.Storage:
    for name, value in (KEYS | values).items():
        say.setenv(name, value)
    return media.configured()


def test_on_the_local_disk_pages_speak_to_us_alone(cast: Cast, client: Client) -> None:
    said = client.get("/")["Content-Security-Policy"]
    assert "connect-src 'self';" in f"{said};"
    assert "img-src 'self' data: blob:;" in f"{said};"


def test_with_a_bucket_pages_send_to_its_origin_and_no_other(
    cast: Cast, client: Client, say: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    storage = told(
        say, S3_BUCKET="lapak", S3_ENDPOINT_URL="https://s3.example.id/", S3_PUBLIC_URL="https://foto.example.id"
    )
    pictures, sending = media.hosts(storage)
    settings.CONTENT_SECURITY_POLICY = security.content_security_policy(pictures=pictures, sending=sending)
    for address in ("/", "/lapak/sw.js", "/masuk/"):
        said = f"{client.get(address)['Content-Security-Policy']};"
        assert "connect-src 'self' https://s3.example.id;" in said, address
        assert "img-src 'self' data: blob: https://foto.example.id;" in said, address
        assert "script-src 'self';" in said and "default-src 'self';" in said, address


@pytest.mark.parametrize(
    "given",
    [
        {"S3_ENDPOINT_URL": "http://127.0.0.1:8333"},
        {"S3_ENDPOINT_URL": "https://s3.example.id", "S3_REGION": "id-1"},
        {"S3_REGION": "us-east-1"},
        {"S3_REGION": "ap-southeast-3"},
    ],
)
def test_the_form_a_phone_posts_is_for_that_very_origin(say: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    storage = told(say, S3_BUCKET="lapak-blitar", **given)
    s3 = import_string(media.S3)(**storage["OPTIONS"])
    form = s3.post_form("incoming/a", size=5, content_type="image/jpeg", lives_s=60)
    where = urlsplit(form.url)
    assert media.hosts(storage)[1] == [f"{where.scheme}://{where.netloc}"]


@pytest.mark.parametrize(
    "given", [{"S3_ACCESS_KEY": ""}, {"S3_ENDPOINT_URL": "s3.example.id"}, {"S3_PUBLIC_URL": "javascript:alert(1)"}]
)
def test_half_a_bucket_stops_the_start(say: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    with pytest.raises(BadSetting):
        told(say, S3_BUCKET="lapak", **given)


@pytest.mark.parametrize(
    ("bucket", "engine", "uploads", "warned"),
    [
        (True, "django.db.backends.postgresql", "", ["lapak.W002"]),
        (True, "django.db.backends.postgresql", "/srv/bersama", []),
        (True, "storefront.config.sqlite", "", []),  # one machine, by its nature
        (False, "django.db.backends.postgresql", "", []),
    ],
)
def test_several_machines_are_warned_that_pieces_must_be_shared(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch, bucket: bool, engine: str, uploads: str, warned: list[str]
) -> None:
    kind = media.S3 if bucket else "catalog.media.storage.local.Local"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": kind}}
    settings.UPLOADS_ROOT = uploads
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    said = notices.pieces_are_shared(None)
    assert [one.id for one in said] == warned
