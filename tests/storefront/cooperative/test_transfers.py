"""Matching what the bank statement says with what buyers owe; each transfer is recorded once."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from payments.charges.actions import attach_proof
from payments.charges.models import Charge, IncomingTransfer
from payments.ledger.reconcile import check
from sellers.kit import clock
from storefront.orders.models import Purchase, RefundTask
from tests.cast import Cast
from tests.storefront.cooperative.conftest import Door
from tests.storefront.cooperative.reading import rp, sheet, text
from tests.storefront.life.stories import placed, states, transfer

pytestmark = pytest.mark.django_db
LIST = "/koperasi/transfer/"


def charge_of(purchase: Purchase) -> Charge:
    return Charge.objects.get(bill_ref=purchase.bills.get().code)


def record(client: Client, charge: Charge, *, minor: int | str, key: str = "form-key-1") -> Any:
    day = clock.now().date().isoformat()
    form = {"jumlah": str(minor), "tanggal": day, "pengirim": "EKO P", "kunci": key}
    return client.post(f"{LIST}{charge.code}/", form)


def test_the_exact_amount_has_one_owner(cast: Cast, as_: Door) -> None:
    charge = charge_of(placed(cast))
    placed(cast, key="story-key-2")
    found = text(as_(cast.dewi).get(f"{LIST}?jumlah={rp(charge.total_minor)}"))
    assert "Ini pemiliknya" in found and "Cocok sampai angka terakhir" in found
    assert f"{LIST}{charge.code}/?jumlah=" in found


def test_without_the_code_the_bills_of_that_amount_are_candidates(cast: Cast, as_: Door) -> None:
    first, second = charge_of(placed(cast)), charge_of(placed(cast, key="story-key-2"))
    found = text(as_(cast.dewi).get(f"{LIST}?jumlah={first.amount_minor}"))
    assert "Mungkin salah satu dari ini" in found
    assert found.count("Cocok, tanpa kode unik") == 2
    assert first.code in found and second.code in found


@pytest.mark.parametrize(
    ("typed", "said"),
    [("12", "Tidak ada yang cocok"), ("abc", "Tulis jumlah dengan angka"), ("-5", "Tulis jumlah"), ("9" * 40, "Tulis")],
)
def test_an_amount_of_nobody_says_what_to_do(cast: Cast, as_: Door, typed: str, said: str) -> None:
    response = as_(cast.dewi).get(LIST, {"jumlah": typed})
    assert response.status_code == 200
    assert said in text(response)


def test_recording_confirms_the_orders(cast: Cast, as_: Door) -> None:
    purchase = placed(cast)
    charge = charge_of(purchase)
    response = record(as_(cast.dewi), charge, minor=charge.total_minor)
    assert (response.status_code, response["Location"]) == (302, LIST)
    assert states(purchase) == ["confirmed", "confirmed"]
    assert IncomingTransfer.objects.get().recorded_by == cast.dewi
    assert check() == []


def test_a_replayed_form_changes_nothing(cast: Cast, as_: Door) -> None:
    charge = charge_of(placed(cast))
    dewi = as_(cast.dewi)
    for _again in range(3):
        assert record(dewi, charge, minor=charge.total_minor).status_code == 302
    assert IncomingTransfer.objects.count() == 1
    assert not RefundTask.objects.exists()


def test_a_replayed_key_with_another_amount_is_refused(cast: Cast, as_: Door) -> None:
    charge = charge_of(placed(cast))
    dewi = as_(cast.dewi)
    record(dewi, charge, minor=charge.total_minor)
    assert record(dewi, charge, minor=5_000).status_code == 409
    assert IncomingTransfer.objects.count() == 1


def test_too_little_leaves_the_rest_to_come(cast: Cast, as_: Door) -> None:
    purchase = placed(cast)
    charge = charge_of(purchase)
    dewi = as_(cast.dewi)
    record(dewi, charge, minor=100_000)
    assert states(purchase) == ["waiting", "waiting"]
    assert "Sisa dari transfer yang kurang" in text(dewi.get(f"{LIST}?jumlah={charge.amount_minor - 100_000}"))
    record(dewi, charge, minor=charge.amount_minor - 100_000, key="form-key-2")
    assert states(purchase) == ["confirmed", "confirmed"]


def test_paid_twice_is_told_before_and_returned_after(cast: Cast, as_: Door) -> None:
    charge = charge_of(placed(cast))
    dewi = as_(cast.dewi)
    record(dewi, charge, minor=charge.total_minor)
    assert "mungkin bayar dua kali" in text(dewi.get(f"{LIST}?jumlah={charge.total_minor}"))
    assert "Tagihan ini sudah lunas" in text(dewi.get(f"{LIST}{charge.code}/"))
    record(dewi, charge, minor=charge.total_minor, key="form-key-2")
    assert RefundTask.objects.get().amount_minor == charge.total_minor
    listed = sheet(dewi.get("/koperasi/pengembalian/?format=csv"))[1:]
    assert [(row[3], int(row[4])) for row in listed] == [("Dibayar dua kali", charge.total_minor)]
    assert rp(charge.total_minor) in text(dewi.get("/koperasi/pengembalian/"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("jumlah", "banyak", "Tulis jumlah dengan angka"),
        ("jumlah", "", "Tulis jumlah dengan angka"),
        ("tanggal", "17-8", "Isi tanggal transfer"),
        ("tanggal", "2999-01-01", "Tanggalnya belum tiba"),
        ("tanggal", "0001-01-01", "Tanggalnya terlalu lama"),
    ],
)
def test_a_wrong_form_comes_back_filled(cast: Cast, as_: Door, field: str, value: str, said: str) -> None:
    charge = charge_of(placed(cast))
    form = {"jumlah": "85.217", "tanggal": "2026-01-02", "pengirim": "EKO PRASETYO", "kunci": "form-key-1"}
    response = as_(cast.dewi).post(f"{LIST}{charge.code}/", form | {field: value})
    assert response.status_code == 422
    shown = text(response)
    assert said in shown and "EKO PRASETYO" in shown and 'value="form-key-1"' in shown
    assert not IncomingTransfer.objects.exists()


def test_what_is_awaited_can_be_taken_away(cast: Cast, as_: Door) -> None:
    charge = charge_of(placed(cast))
    rows = sheet(as_(cast.dewi).get(f"{LIST}?format=csv"))[1:]
    assert [(row[0], row[2], int(row[3])) for row in rows] == [(charge.code, "E•••", charge.total_minor)]


def test_fajar_records_nothing_for_dewis_cooperative(cast: Cast, as_: Door) -> None:
    charge = charge_of(placed(cast))
    assert record(as_(cast.fajar), charge, minor=charge.total_minor).status_code == 404
    assert not IncomingTransfer.objects.exists()
    assert charge.code not in text(as_(cast.fajar).get(f"{LIST}?jumlah={charge.total_minor}"))


def test_the_proof_opens_for_the_collectors_officers_alone(
    cast: Cast, as_: Door, settings: LazySettings, tmp_path: Path
) -> None:
    charge = charge_of(placed(cast))
    where = f"{LIST}{charge.code}/bukti/"
    assert as_(cast.dewi).get(where).status_code == 404
    attach_proof(charge_id=charge.pk, stored_name=default_storage.save("proofs/p.webp", ContentFile(b"RIFF")))
    response = as_(cast.dewi).get(where)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content) == b"RIFF"  # type: ignore[attr-defined]  # a file's answer streams
    assert where in text(as_(cast.dewi).get(f"{LIST}{charge.code}/"))
    for person in (cast.fajar, cast.sari, cast.eko, cast.stranger):
        assert as_(person).get(where).status_code == 404


def test_a_recorded_transfer_is_listed(cast: Cast, as_: Door) -> None:
    purchase = placed(cast)
    charge = transfer(cast, purchase)
    shown = text(as_(cast.dewi).get(LIST))
    assert "Terakhir dicatat" in shown and rp(charge.total_minor) in shown


def test_every_recorded_transfer_is_in_its_csv(cast: Cast, as_: Door) -> None:
    purchase = placed(cast)
    charge = charge_of(purchase)
    record(as_(cast.dewi), charge, minor=charge.total_minor)
    [row] = sheet(as_(cast.dewi).get(f"{LIST}?format=csv&tercatat=1"))[1:]
    assert row[1:5] == [str(charge.total_minor), "IDR", "E••• P•••", purchase.code]
    assert as_(cast.sari).get(f"{LIST}?format=csv&tercatat=1").status_code == 404


def test_two_officers_with_one_statement_record_it_once(cast: Cast, as_: Door) -> None:
    charge = charge_of(placed(cast))
    form = {"jumlah": str(charge.total_minor), "tanggal": clock.now().date().isoformat(), "terlihat": "0"}
    first, second = as_(cast.dewi), as_(cast.dewi)
    assert first.post(f"{LIST}{charge.code}/", {**form, "kunci": "first"}).status_code == 302
    late = second.post(f"{LIST}{charge.code}/", {**form, "kunci": "second"})
    assert late.status_code == 409
    assert "baru dicatat pengurus lain" in text(late)
    assert IncomingTransfer.objects.count() == 1 and not RefundTask.objects.exists()
    assert first.post(f"{LIST}{charge.code}/", {**form, "kunci": "first"}).status_code == 302
    assert second.post(f"{LIST}{charge.code}/", {**form, "kunci": "second", "terlihat": "1"}).status_code == 302
    assert RefundTask.objects.get().reason == "paid_twice"
