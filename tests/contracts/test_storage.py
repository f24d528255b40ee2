"""What every place for files does: the local disk, and a real S3 server. One suite, two implementations."""

from pathlib import Path
from time import sleep
from typing import Any, cast

import httpx
import pytest
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string

from catalog.media.storage.local import Local
from catalog.media.storage.port import PAGE, MediaStorage, NotPublic, PostForm
from tests.contracts import weed

server = weed.server


@pytest.fixture(scope="module")
def one_bucket(server: str) -> Any:
    s3 = import_string("catalog.media.storage.s3.S3")(**weed.options(server))
    s3.prepare_bucket(origin="http://127.0.0.1:8000")
    s3.prepare_bucket(origin="http://127.0.0.1:8000")  # safe to run again
    return s3


@pytest.fixture
def s3(one_bucket: Any) -> Any:
    for one in one_bucket.listed(""):
        one_bucket.delete(one.name)
    return one_bucket


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStorage:
    if request.param == "local":
        return cast(MediaStorage, Local(location=tmp_path / "media", base_url="/media/"))
    return cast(MediaStorage, request.getfixturevalue("s3"))


def fetched(address: str, method: str = "GET", body: bytes = b"") -> int:
    """The status a stranger gets, who has no key."""
    return httpx.request(method, address, content=body, timeout=20).status_code


def posted(form: PostForm, data: bytes, **other: str) -> int:
    """A browser's form with the file as its last field; `other` fields are changed by a cheat."""
    fields = dict(form.fields) | other
    return httpx.post(form.url, data=fields, files={"file": ("a", data)}, timeout=20).status_code


# --- both ---------------------------------------------------------------------------------------------------------


def test_what_is_saved_is_read_back(storage: MediaStorage) -> None:
    name = storage.save("originals/aa/eins", ContentFile(b"abc" * 100_000))
    assert (name, storage.exists(name), storage.size(name)) == ("originals/aa/eins", True, 300_000)
    with storage.open(name) as file:
        assert (file.read(3), file.read()) == (b"abc", b"abc" * 99_999)


def test_what_is_deleted_is_gone_and_may_be_deleted_again(storage: MediaStorage) -> None:
    name = storage.save("proofs/a.webp", ContentFile(b"x"))
    for _ in range(2):
        storage.delete(name)
    assert not storage.exists(name)
    with pytest.raises(FileNotFoundError):
        storage.open(name).read()


def test_only_photos_have_an_address(storage: MediaStorage) -> None:
    assert storage.url("photos/aa/foto.webp").endswith("/photos/aa/foto.webp")
    for name in ("originals/aa/x", "documents/ktp.webp", "proofs/x.webp", "incoming/x", "uploads/x", "", "photosx/y"):
        with pytest.raises(NotPublic):
            storage.url(name)


def test_files_are_listed_with_size_and_age_under_their_prefix_only(storage: MediaStorage) -> None:
    for name in ("photos/aa/1.webp", "photos/bb/2.webp", "photosx/3.webp", "proofs/4.webp"):
        storage.save(name, ContentFile(b"12345"))
    listed = list(storage.listed("photos/"))
    assert sorted((one.name, one.size) for one in listed) == [("photos/aa/1.webp", 5), ("photos/bb/2.webp", 5)]
    assert all(one.at.tzinfo is not None for one in listed)
    assert list(storage.listed("nothing/")) == []


def test_a_listing_of_several_pages_is_whole(storage: MediaStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.media.storage.s3.PAGE", 7) if not isinstance(storage, Local) else None
    names = {f"photos/{number:02}.webp" for number in range(20)}
    for name in names:
        storage.save(name, ContentFile(b"x"))
    assert PAGE >= 7
    assert {one.name for one in storage.listed("photos/")} == names


# --- the real server ----------------------------------------------------------------------------------------------


def test_a_stranger_reads_photos_and_nothing_else(s3: Any) -> None:
    for name in ("photos/a.webp", "originals/a", "documents/ktp.webp", "proofs/a.webp", "incoming/a"):
        s3.save(name, ContentFile(b"x"))
    assert fetched(s3.url("photos/a.webp")) == 200
    for name in ("originals/a", "documents/ktp.webp", "proofs/a.webp", "incoming/a", ""):
        assert fetched(f"{s3.public_url}/{name}") == 403, name
    assert fetched(f"{s3.public_url}/photos/a.webp", "PUT", b"evil") == 403
    assert fetched(f"{s3.public_url}/photos/a.webp", "DELETE") == 403


def test_photos_may_be_kept_for_ever_and_papers_nowhere(s3: Any) -> None:
    said = {}
    for name in ("photos/a.webp", "documents/a.webp"):
        s3.save(name, ContentFile(b"x"))
        head = s3.connection.meta.client.head_object(Bucket=s3.bucket_name, Key=name)
        said[name] = (head["CacheControl"], head["ContentType"])
    assert said["photos/a.webp"] == ("public, max-age=31536000, immutable", "image/webp")
    assert said["documents/a.webp"][0] == "private, no-store"


def form(s3: Any, *, size: int = 5, lives_s: int = 60) -> PostForm:
    found = s3.post_form("incoming/a", size=size, content_type="image/jpeg", lives_s=lives_s)
    assert isinstance(found, PostForm)
    return found


def test_a_signed_form_takes_the_file_it_was_made_for(s3: Any) -> None:
    assert posted(form(s3), b"12345") in (200, 201, 204)
    with s3.open("incoming/a") as file:
        assert file.read() == b"12345"


@pytest.mark.parametrize(
    ("data", "other"),
    [
        (b"123456", {}),  # a byte too many
        (b"1234", {}),  # one too few
        (b"12345", {"Content-Type": "text/html"}),
        (b"12345", {"key": "photos/evil.webp"}),
        (b"12345", {"x-amz-signature": "0" * 64}),
        (b"12345", {"x-amz-credential": "other/20261122/us-east-1/s3/aws4_request"}),
    ],
)
def test_a_signed_form_takes_nothing_else(s3: Any, data: bytes, other: dict[str, str]) -> None:
    assert posted(form(s3), data, **other) in (400, 403)
    assert list(s3.listed("incoming/")) == list(s3.listed("photos/")) == []


def test_a_form_with_a_changed_policy_is_refused(s3: Any) -> None:
    narrow, wide = form(s3), form(s3, size=6)
    assert posted(narrow, b"123456", policy=wide.fields["policy"]) == 403


def test_a_form_that_ran_out_is_refused(s3: Any) -> None:
    short = form(s3, lives_s=1)
    sleep(2.1)
    assert posted(short, b"12345") == 403
    assert not s3.exists("incoming/a")


def test_another_key_opens_nothing(s3: Any) -> None:
    s3.save("documents/a.webp", ContentFile(b"x"))
    stranger = type(s3)(**weed.options(s3.endpoint_url) | {"secret_key": "wrong"})
    with pytest.raises(Exception, match=r"403|SignatureDoesNotMatch|Forbidden"):
        stranger.size("documents/a.webp")
