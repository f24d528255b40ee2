"""Papers of a stall: sent, kept private, looked at by an officer, sent again; nobody else opens them."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sellers.accounts.models import HelperConsent, Membership
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.messages.models import Message
from sellers.onboarding.links import LIVES_S, token_of
from sellers.onboarding.models import Document
from sellers.people.models import Person
from tests.cast import Cast
from tests.catalog import pictures
from tests.contracts import weed

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
NIB = "1234567890123"
server, bucket, either_storage = weed.server, weed.bucket, weed.either_storage
wherever_files_lie = pytest.mark.usefixtures("either_storage")


def send(browser: Client, kind: str = "nib", number: str = NIB, photos: int = 1, seed: int = 0) -> Any:
    files = [
        SimpleUploadedFile(f"{n}.jpg", pictures.jpeg(640 + n + seed, 480), content_type="image/jpeg")
        for n in range(photos)
    ]
    return browser.post(f"/lapak/toko/surat/{kind}/", {"number": number, "photo": files})


def link(document: Document, person: Person, position: int = 0) -> str:
    return f"/lapak/toko/surat/foto/{token_of(document=document, position=position, person_id=person.pk)}/"


def opened(browser: Client, address: str) -> int:
    return browser.get(address).status_code


@pytest.fixture
def sent(cast: Cast, at: At) -> Document:
    assert send(at(cast.sari)).status_code == 302
    return Document.objects.get(seller=cast.saris.seller)


def test_a_photographed_paper_waits_for_an_officer(cast: Cast, at: At, sent: Document) -> None:
    assert (sent.kind, sent.number, sent.state, len(sent.files)) == ("nib", NIB, "waiting", 1)
    page = at(cast.sari).get("/lapak/toko/surat/nib/").text
    assert "Sedang diperiksa koperasi" in page
    cast.saris.seller.refresh_from_db()
    assert cast.saris.seller.nib == ""  # nothing stands on the public page before an officer saw it


@wherever_files_lie
def test_its_photo_opens_for_its_owner_and_is_kept_by_nobody(cast: Cast, at: At, sent: Document) -> None:
    response = at(cast.sari).get(link(sent, cast.sari))
    assert (response.status_code, response.content[:4]) == (200, b"RIFF")
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@wherever_files_lie
def test_a_link_with_one_changed_byte_opens_nothing(cast: Cast, at: At, sent: Document) -> None:
    browser, address = at(cast.sari), link(sent, cast.sari)
    token = address.split("/")[-2]
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        assert opened(browser, f"/lapak/toko/surat/foto/{changed}/") == 404, place


@wherever_files_lie
def test_an_expired_link_opens_nothing(cast: Cast, at: At, sent: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    address, browser = link(sent, cast.sari), at(cast.sari)
    assert opened(browser, address) == 200
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + LIVES_S + 1)
    assert opened(browser, address) == 404


@wherever_files_lie
def test_another_persons_link_opens_nothing(cast: Cast, at: At, sent: Document) -> None:
    assert opened(at(cast.citra), link(sent, cast.sari)) == 404
    assert opened(at(cast.citra), link(sent, cast.citra)) == 404  # signed for herself, and not her stall
    assert opened(at(cast.sari), link(sent, cast.citra)) == 404
    assert opened(at(cast.sari), link(sent, cast.sari, position=1)) == 404


@wherever_files_lie
def test_a_withdrawn_or_replaced_paper_opens_nothing_and_its_file_is_gone(
    cast: Cast, at: At, sent: Document, django_capture_on_commit_callbacks: Any
) -> None:
    sari, address, name = at(cast.sari), link(sent, cast.sari), sent.files[0]["name"]
    with django_capture_on_commit_callbacks(execute=True):
        assert send(sari, seed=7).status_code == 302
    assert opened(sari, address) == 404
    assert not default_storage.exists(name)
    newer = Document.objects.current().get(seller=cast.saris.seller)
    assert newer.replaces == sent
    address, name = link(newer, cast.sari), newer.files[0]["name"]
    assert opened(sari, address) == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert sari.post("/lapak/toko/surat/nib/penarikan/").status_code == 302
    assert opened(sari, address) == 404
    assert not default_storage.exists(name)


def test_a_helper_let_go_meanwhile_opens_nothing(cast: Cast, at: At, sent: Document) -> None:
    consent = HelperConsent.objects.get(helper=cast.budi)
    consent.verbs = ["stall"]
    consent.save()
    address, budi = link(sent, cast.budi), at(cast.budi)
    assert opened(budi, address) == 200
    HelperConsent.objects.update(withdrawn_at=clock.now())
    assert opened(budi, address) == 404


@wherever_files_lie
def test_papers_are_not_served_by_their_name(cast: Cast, client: Client, sent: Document) -> None:
    assert client.get(f"/media/{sent.files[0]['name']}").status_code == 404


def test_of_a_ktp_only_the_last_four_digits_are_anywhere(cast: Cast, at: At) -> None:
    sari = at(cast.sari)
    send(sari, "ktp", "3572024101009999")
    document = Document.objects.get()
    assert document.number == "9999"
    assert "3572024101009999" not in str(list(AuditEntry.objects.values()))
    for page in ("/lapak/toko/surat/", "/lapak/toko/surat/ktp/"):
        assert "3572024101009999" not in sari.get(page).text
    assert "•••• 9999" in at(cast.dewi).get(f"/koperasi/surat/{document.pk}/").text


def test_the_same_photo_twice_is_one_paper(cast: Cast, at: At, sent: Document) -> None:
    assert send(at(cast.sari)).status_code == 302
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "number", "photos", "sentence"),
    [("nib", "12", 1, "13 angka"), ("nib", NIB, 0, "Ambil foto"), ("nib", NIB, 5, "Paling banyak 4"),
     ("halal", "x", 1, "ID lalu 17")],
)  # fmt: skip
def test_a_slip_is_told_and_nothing_is_kept(
    cast: Cast, at: At, kind: str, number: str, photos: int, sentence: str
) -> None:
    refused = send(at(cast.sari), kind, number, photos)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert not Document.objects.exists()


def test_what_is_no_picture_is_refused(cast: Cast, at: At) -> None:
    given = {"number": NIB, "photo": SimpleUploadedFile("a.jpg", b"<script>", content_type="image/jpeg")}
    assert at(cast.sari).post("/lapak/toko/surat/nib/", given).status_code == 422


def test_a_member_without_the_stall_and_a_stranger_find_nothing(cast: Cast, at: At, sent: Document) -> None:
    Membership.objects.create(person=cast.stranger, seller=cast.saris.seller, role=Membership.Role.MEMBER)
    for page in ("/lapak/toko/surat/", "/lapak/toko/surat/nib/", "/lapak/toko/daftar/", "/lapak/toko/jam/"):
        assert at(cast.stranger).get(page).status_code == 404
    assert at(cast.sari).get("/lapak/toko/surat/paspor/").status_code == 404
    assert at(cast.sari).delete("/lapak/toko/surat/nib/").status_code == 405
    assert at(cast.sari).get("/lapak/toko/surat/nib/penarikan/").status_code == 405


# ── the officer ──


def test_the_queue_has_the_oldest_first(cast: Cast, at: At, sent: Document) -> None:
    send(at(cast.citra))
    Document.objects.filter(seller=cast.citras.seller).update(sent_at=clock.now() - timedelta(days=2))
    page = at(cast.dewi).get("/koperasi/surat/").text
    assert page.index("Kebun Citra") < page.index("Dapur Sari")


def test_an_accepted_number_stands_on_the_stalls_page_and_its_owner_hears(cast: Cast, at: At, sent: Document) -> None:
    dewi = at(cast.dewi)
    done = dewi.post(f"/koperasi/surat/{sent.pk}/penerimaan/", follow=True)
    assert "diterima" in done.text
    assert f"/koperasi/surat/{sent.pk}/urung/" in done.text
    cast.saris.seller.refresh_from_db()
    assert cast.saris.seller.nib == NIB
    assert NIB in at(cast.eko).get(f"/toko/{cast.saris.seller.slug}/").text
    assert Message.objects.filter(template="document_decided", to=cast.saris.seller.phone).count() == 1
    assert AuditEntry.objects.get(verb="document.accepted").person == cast.dewi


def test_a_refusal_gives_the_reason_and_the_picture_and_is_put_right(cast: Cast, at: At, sent: Document) -> None:
    dewi, sari = at(cast.dewi), at(cast.sari)
    dewi.post(f"/koperasi/surat/{sent.pk}/penolakan/", {"sebab": "buram", "pesan": "Lampu dinyalakan."})
    page = sari.get("/lapak/toko/surat/nib/").text
    assert "Foto buram. Ambil lagi di tempat terang. Lampu dinyalakan." in page
    assert "Jangan begini" in page
    assert "Lampu dinyalakan" in Message.objects.get(template="document_decided").body
    send(sari, seed=3)
    page = sari.get("/lapak/toko/surat/nib/").text
    assert "Sedang diperiksa" in page
    assert "Lampu dinyalakan." in page  # the history keeps it
    assert Document.objects.count() == 2


def test_a_refusal_for_another_reason_shows_what_a_good_photo_looks_like(cast: Cast, at: At, sent: Document) -> None:
    at(cast.dewi).post(f"/koperasi/surat/{sent.pk}/penolakan/", {"sebab": "lain", "pesan": "Tanda tangan kurang."})
    page = at(cast.sari).get("/lapak/toko/surat/nib/").text
    assert "Begini: terang dan utuh" in page
    assert "Jangan begini" not in page


@pytest.mark.parametrize("given", [{}, {"sebab": "jelek"}, {"sebab": "lain", "pesan": " "}])
def test_a_refusal_without_a_reason_is_none(cast: Cast, at: At, sent: Document, given: dict[str, str]) -> None:
    assert at(cast.dewi).post(f"/koperasi/surat/{sent.pk}/penolakan/", given).status_code == 422
    sent.refresh_from_db()
    assert sent.state == "waiting"


@pytest.mark.parametrize("deed", ["penerimaan", "penolakan"])
def test_a_decision_can_be_undone(cast: Cast, at: At, sent: Document, deed: str) -> None:
    cast.saris.seller.nib = "9999999999999"
    cast.saris.seller.save()
    dewi = at(cast.dewi)
    dewi.post(f"/koperasi/surat/{sent.pk}/{deed}/", {"sebab": "buram"})
    assert dewi.post(f"/koperasi/surat/{sent.pk}/urung/").status_code == 302
    sent.refresh_from_db()
    cast.saris.seller.refresh_from_db()
    assert (sent.state, sent.reason, sent.decided_by, cast.saris.seller.nib) == ("waiting", "", None, "9999999999999")


def test_two_officers_decide_once(cast: Cast, at: At, sent: Document) -> None:
    at(cast.dewi).post(f"/koperasi/surat/{sent.pk}/penerimaan/")
    late = at(cast.hadi).post(f"/koperasi/surat/{sent.pk}/penolakan/", {"sebab": "buram"})
    assert late.status_code == 409
    sent.refresh_from_db()
    assert sent.state == "accepted"


@pytest.mark.parametrize("who", ["fajar", "sari", "stranger", "eko", "viewer"])
def test_no_stranger_sees_or_decides_a_paper(cast: Cast, at: At, sent: Document, who: str) -> None:
    if who == "viewer":
        Membership.objects.create(person=cast.eko, cooperative=cast.cooperative, role=Membership.Role.VIEWER)
    person = cast.eko if who == "viewer" else getattr(cast, who)
    browser = at(person)
    token = token_of(document=sent, position=0, person_id=person.pk)
    assert browser.get(f"/koperasi/surat/{sent.pk}/").status_code == 404
    assert opened(browser, f"/koperasi/surat/foto/{token}/") == 404
    for deed in ("penerimaan", "penolakan", "urung"):
        assert browser.post(f"/koperasi/surat/{sent.pk}/{deed}/", {"sebab": "buram"}).status_code == 404
    sent.refresh_from_db()
    assert sent.state == "waiting"


def test_the_officers_link_is_the_officers_own(cast: Cast, at: At, sent: Document) -> None:
    token = token_of(document=sent, position=0, person_id=cast.dewi.pk)
    assert opened(at(cast.dewi), f"/koperasi/surat/foto/{token}/") == 200
    assert opened(at(cast.hadi), f"/koperasi/surat/foto/{token}/") == 404
    assert at(cast.dewi).get(f"/koperasi/surat/{sent.pk}/penerimaan/").status_code == 405
