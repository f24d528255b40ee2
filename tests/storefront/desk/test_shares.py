"""The treasurer's pages about shares: the rule, what members brought, closing, paying; each door that stays shut."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from sellers.kit import clock
from sellers.people.models import Person
from storefront.terms.shares.models import Contribution, ShareClosing, SharePart, ShareRule
from tests.cast import Cast
from tests.sellers.freshness import freshen
from tests.storefront.shares.group import MONDAY, Group, group_of

pytestmark = pytest.mark.django_db
At = Callable[[Person], Client]
HUB = "/lapak/uang/bagi-hasil/"


@pytest.fixture
def monday() -> Iterator[clock.frozen]:
    with clock.frozen(MONDAY) as stopped:
        yield stopped


@pytest.fixture
def group(cast: Cast, monday: clock.frozen) -> Group:
    return group_of(cast)


def field(page: str, name: str) -> str:
    """The value of a hidden field."""
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def closed(group: Group, monday: clock.frozen, at: At) -> ShareClosing:
    """Wati brought 20 kg and Eko 10; Tono closed it on the page."""
    group.rule("weight", reserve=1_000)
    group.sells("satu")
    group.brought(group.wati, kg=20)
    group.brought(group.eko, kg=10)
    monday.tick(days=1)
    confirm(at(group.tono), biaya="6.000", catatan="Bensin")
    return ShareClosing.objects.get()


def confirm(tono: Client, **asked: str) -> Any:
    page = tono.get(f"{HUB}penutupan/", asked).text
    names = ("mata-uang", "sampai", "biaya", "catatan", "terlihat", "kunci")
    form = page.split('method="post" class="stack--2"')[1]
    return tono.post(f"{HUB}penutupan/", {name: field(form, name) for name in names})


def test_a_group_chooses_how_it_divides(group: Group, at: At) -> None:
    tono = at(group.tono)
    assert "Belum ada cara membagi" in tono.get(HUB).text
    assert "Bagi hasil anggota" in tono.get("/lapak/uang/").text
    answer = tono.post(f"{HUB}aturan/", {"cara": "weight", "cadangan": "2,5", "kunci": "a"}, follow=True)
    assert "Menurut kilogram, setelah potongan, biaya, dan cadangan 2,5%." in answer.text
    assert ShareRule.objects.get().reserve_basis_points == 250


def test_fixed_parts_are_typed_beside_each_name(group: Group, at: At) -> None:
    form = {"cara": "fixed", "cadangan": "", "kunci": "a", f"bagian-{group.wati.pk}": "2", f"bagian-{group.eko.pk}": ""}
    assert at(group.tono).post(f"{HUB}aturan/", form).status_code == 302
    assert ShareRule.objects.get().weights == {str(group.wati.pk): 2}


@pytest.mark.parametrize("form", [
    {"cara": "weight", "cadangan": "101"}, {"cara": "weight", "cadangan": "banyak"}, {"cara": "ngawur"}, {},
    {"cara": "fixed"},
])  # fmt: skip
def test_an_odd_rule_comes_back_as_a_page(group: Group, at: At, form: dict[str, str]) -> None:
    answer = at(group.tono).post(f"{HUB}aturan/", {"kunci": "a", **form})
    assert answer.status_code == 422
    assert not ShareRule.objects.exists()


def test_a_days_list_is_written_at_once_and_once(group: Group, at: At) -> None:
    group.rule("weight")
    form = {"tanggal": "2026-03-02", "kunci": "hp", f"kg-{group.wati.pk}": "12,5", f"kg-{group.eko.pk}": "8"}
    tono = at(group.tono)
    for _ in range(2):
        assert tono.post(f"{HUB}catatan/", form).status_code == 302
    assert sorted(Contribution.objects.values_list("person__name", "grams")) == [("Eko", 8_000), ("Wati", 12_500)]
    assert "12,5 kg" in tono.get(HUB).text


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"tanggal": "2026-03-03"}, "Tanggalnya belum tiba"), ({"tanggal": "2026-03-01"}, "sebelum aturan berlaku"),
    ({"tanggal": "kemarin"}, "Pilih tanggalnya"), ({"kg": "dua"}, "Tulis dengan angka"),
    ({"kg": ""}, "satu anggota dulu"), ({"kg": "999999"}, "lebih dari nol"),
])  # fmt: skip
def test_an_odd_list_comes_back_filled_and_writes_nothing(
    group: Group, at: At, changes: dict[str, str], sentence: str
) -> None:
    group.rule("weight")
    given = {"tanggal": "2026-03-02", "kg": "12", **changes}
    form = {"tanggal": given["tanggal"], "kunci": "hp", f"kg-{group.wati.pk}": given["kg"], f"kg-{group.eko.pk}": "3"}
    if not given["kg"]:
        del form[f"kg-{group.eko.pk}"]
    answer = at(group.tono).post(f"{HUB}catatan/", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Contribution.objects.exists()


def test_a_slip_is_taken_back(group: Group, at: At) -> None:
    group.rule("weight")
    slip = group.brought(group.wati, kg=200)
    assert "dibatalkan" in at(group.tono).post(f"{HUB}catatan/{slip.pk}/pembatalan/", follow=True).text


def test_every_part_is_shown_before_it_is_written(group: Group, monday: clock.frozen, at: At) -> None:
    group.rule("weight", reserve=1_000)
    group.sells("satu")
    group.brought(group.wati, kg=20)
    group.brought(group.eko, kg=10)
    monday.tick(days=1)
    page = at(group.tono).get(f"{HUB}penutupan/?biaya=6.000&catatan=Bensin").text
    for part in ("Rp81.000", "−Rp6.000", "−Rp7.500", "Rp67.500", "Rp45.000", "Rp22.500"):
        assert part in page
    assert not ShareClosing.objects.exists()


def test_closing_on_the_page_writes_it_and_twice_is_once(group: Group, monday: clock.frozen, at: At) -> None:
    made = closed(group, monday, at)
    assert (made.costs_minor, made.costs_note, made.reserve_minor) == (6_000, "Bensin", 7_500)
    page = at(group.tono).get(f"{HUB}masa/{made.code}/").text
    assert "Rp45.000" in page
    assert "Bensin" in page
    assert "semua sudah dibayar" not in at(group.tono).get(HUB).text


def test_two_treasurers_with_one_page_close_it_once(group: Group, monday: clock.frozen, at: At) -> None:
    group.rule("equal")
    group.sells("satu")
    monday.tick(days=1)
    tono, sari = at(group.tono), at(group.cast.sari)
    planned = group.preview()
    form = {"mata-uang": "IDR", "sampai": "2026-03-02", "biaya": "", "catatan": "", "terlihat": planned.seen}
    assert tono.post(f"{HUB}penutupan/", {**form, "kunci": "tono"}).status_code == 302
    late = sari.post(f"{HUB}penutupan/", {**form, "kunci": "sari"})
    assert late.status_code == 409
    assert "sudah ditutup pengurus lain" in late.text
    assert ShareClosing.objects.count() == 1


def test_without_contributions_the_page_says_what_to_do(group: Group, monday: clock.frozen, at: At) -> None:
    group.rule("weight")
    group.sells("satu")
    monday.tick(days=1)
    page = at(group.tono).get(f"{HUB}penutupan/").text
    assert "Belum ada catatan kilogram" in page
    assert f"{HUB}catatan/" in page


def test_costs_need_a_word_about_what_for(group: Group, monday: clock.frozen, at: At) -> None:
    group.rule("equal")
    group.sells("satu")
    monday.tick(days=1)
    answer = confirm(at(group.tono), biaya="5.000")
    assert answer.status_code == 422
    assert "untuk apa" in answer.text


def test_a_payment_is_ticked_once(group: Group, monday: clock.frozen, at: At) -> None:
    made, tono = closed(group, monday, at), at(group.tono)
    for sentence in ("Pembayaran tercatat.", "sudah tercatat sebelumnya"):
        answer = tono.post(f"{HUB}masa/{made.code}/pembayaran/", {"anggota": group.wati.pk}, follow=True)
        assert sentence in answer.text
    assert SharePart.objects.filter(paid_at__isnull=False).count() == 1


def test_page_csv_and_paper_say_the_same(group: Group, monday: clock.frozen, at: At) -> None:
    made, tono = closed(group, monday, at), at(group.tono)
    rows = list(csv.reader(io.StringIO(tono.get(f"{HUB}masa/{made.code}/?format=csv").content.decode("utf-8-sig"))))
    assert rows[1:] == [["Wati", "20 kg", "45000", "IDR", ""], ["Eko", "10 kg", "22500", "IDR", ""]]
    paper = tono.get(f"{HUB}masa/{made.code}/?format=pdf")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def shut(group: Group, made: ShareClosing) -> list[tuple[str, dict[str, Any]]]:
    """Every address about shares, with what a form would send."""
    slip = Contribution.objects.first()
    assert slip is not None
    return [
        (HUB, {}), (f"{HUB}aturan/", {"cara": "equal", "kunci": "x"}), (f"{HUB}penutupan/", {"sampai": "2026-03-03"}),
        (f"{HUB}catatan/", {"tanggal": "2026-03-03", f"kg-{group.wati.pk}": "1", "kunci": "x"}),
        (f"{HUB}catatan/{slip.pk}/pembatalan/", {}), (f"{HUB}masa/{made.code}/", {}),
        (f"{HUB}masa/{made.code}/?format=csv", {}), (f"{HUB}masa/{made.code}/?format=pdf", {}),
        (f"{HUB}masa/{made.code}/pembayaran/", {"anggota": group.wati.pk}), (f"{HUB}anggota/{group.wati.pk}/", {}),
        (f"{HUB}anggota/{group.wati.pk}/?format=pdf", {}), ("/lapak/toko/anggota/", {"phone": "081299990001"}),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["wati", "eko", "budi", "stranger", "gita", "dewi"])
def test_members_helpers_and_strangers_find_none_of_it(
    group: Group, monday: clock.frozen, at: At, cast: Cast, who: str
) -> None:
    made = closed(group, monday, at)
    browser = at(getattr(group, who, None) or getattr(cast, who))
    for address, form in shut(group, made):
        got, posted = browser.get(address), browser.post(address, form)
        assert got.status_code in (302, 404, 405), address  # without any stall the desk leads to opening one
        assert "Rp45.000" not in got.text
        assert posted.status_code in (404, 405), address
    assert Contribution.objects.count() == 2
    assert not SharePart.objects.filter(paid_at__isnull=False).exists()


def test_another_seller_finds_none_of_it_in_her_own_stall(
    group: Group, monday: clock.frozen, at: At, cast: Cast
) -> None:
    made, citra = closed(group, monday, at), at(cast.citra)
    for address, form in shut(group, made):
        if str(group.wati.pk) in address or made.code in address or "pembatalan" in address:
            assert citra.get(address).status_code in (404, 405), address
            assert citra.post(address, form).status_code in (404, 405), address
    assert "Rp45.000" not in citra.get(HUB).text


@pytest.mark.thorough
def test_odd_fields_never_break_a_page(group: Group, monday: clock.frozen, at: At) -> None:
    made, tono = closed(group, monday, at), at(group.tono)
    odd = [text.encode("utf-8", "replace") for text in ("²", "9" * 4500, "//evil.example/", "-1", "a\ud800b")]
    for address, form in shut(group, made):
        names = (*form, "kunci", "mata-uang", "tahun", "sampai", "biaya", "catatan", "terlihat", "cadangan")
        for number, name in enumerate(names):  # each field with one of them, each page with all of them
            value = odd[number % len(odd)]
            assert tono.post(address, {**form, name: value}).status_code < 500, (address, name)
        for value in odd:
            assert tono.get(address.partition("?")[0], dict.fromkeys(names, value)).status_code < 500, address


def test_members_join_and_leave_on_the_page(group: Group, at: At) -> None:
    sari = at(group.cast.sari)
    page = sari.post(
        "/lapak/toko/anggota/", {"phone": "0812-9999-0001", "name": "Marni", "role": "anggota"}, follow=True
    ).text
    assert "Marni diberi tahu" in page
    marni = Person.objects.get(phone="+6281299990001").memberships.get()
    Person.objects.filter(pk=marni.person_id).update(name="Nama Rahasia")
    for address in ("/lapak/toko/anggota/", "/lapak/toko/catatan/", "/lapak/toko/bagian/"):
        assert "Nama Rahasia" not in sari.get(address).text, address
    her = at(marni.person)
    assert her.get("/lapak/")["Location"] == "/gabung/"
    assert "Ya, gabung" in her.get("/gabung/").text
    assert at(group.wati).post(f"/gabung/anggota/{marni.pk}/", {"jawab": "ya"}).status_code == 404
    assert her.post(f"/gabung/anggota/{marni.pk}/", {"jawab": "ya"})["Location"] == "/lapak/"
    assert "Nama Rahasia" in sari.get("/lapak/toko/anggota/").text
    page = sari.post(f"/lapak/toko/anggota/{marni.pk}/akhir/", follow=True).text
    assert "Keanggotaan diakhiri" in page
    assert "Nama Rahasia" not in page.split("Keanggotaan diakhiri")[1]
    assert sari.post(f"/lapak/toko/anggota/{marni.pk}/akhir/").status_code == 302


@pytest.mark.parametrize("role", ["bendahara", "ketua"])
def test_whoever_may_change_the_account_is_taken_in_after_a_fresh_code(group: Group, at: At, role: str) -> None:
    form, sari = {"phone": "0812-9999-0001", "name": "Marni", "role": role}, at(group.cast.sari)
    assert sari.post("/lapak/toko/anggota/", form)["Location"].startswith("/masuk/lagi/")
    assert group.seller.memberships.count() == 4
    assert freshen(sari).post("/lapak/toko/anggota/", form)["Location"] == "/lapak/toko/anggota/"
    assert group.seller.memberships.get(role=role, person__name="Marni")


@pytest.mark.parametrize(("form", "status"), [
    ({"phone": "12", "name": "Marni", "role": "anggota"}, 422), ({"phone": "081299990001", "role": "anggota"}, 422),
    ({"phone": "081299990001", "name": "Marni", "role": "peninjau"}, 422), ({}, 422),
    ({"phone": "+6281200001062", "name": "Wati", "role": "anggota"}, 409),
])  # fmt: skip
def test_an_odd_member_is_told(group: Group, at: At, form: dict[str, str], status: int) -> None:
    answer = at(group.cast.sari).post("/lapak/toko/anggota/", form)
    assert answer.status_code == status
    assert group.seller.memberships.count() == 4


def test_the_last_leader_stays_until_another_leads(group: Group, at: At) -> None:
    group.tono.memberships.update(role="anggota")
    mine = group.cast.sari.memberships.get()
    sari = at(group.cast.sari)
    assert sari.post(f"/lapak/toko/anggota/{mine.pk}/akhir/")["Location"].startswith("/masuk/lagi/")
    page = freshen(sari).post(f"/lapak/toko/anggota/{mine.pk}/akhir/", follow=True).text
    assert "Tunjuk dulu pengurus lain" in page


def test_another_stalls_member_is_not_there(group: Group, at: At, cast: Cast) -> None:
    citras = cast.citra.memberships.get()
    assert at(cast.sari).post(f"/lapak/toko/anggota/{citras.pk}/akhir/").status_code == 404


def test_a_member_reads_the_own_statement_and_nobody_elses(
    group: Group, monday: clock.frozen, at: At, cast: Cast
) -> None:
    closed(group, monday, at)
    own = f"/saya/bagian/{group.seller.pk}/"
    for who, amount, others in (("wati", "Rp45.000", "Rp22.500"), ("eko", "Rp22.500", "Rp45.000")):
        browser = at(getattr(group, who))
        assert amount in browser.get("/saya/bagian/").text
        for address in (own, f"{own}?tahun=2026", f"{own}?orang={group.wati.pk}", f"{own}?person_id={group.eko.pk}"):
            page = browser.get(address).text
            assert amount in page
            assert others not in page
        sheet = browser.get(f"{own}?format=csv").content.decode("utf-8-sig")
        assert amount.removeprefix("Rp").replace(".", "") in sheet
        assert others.removeprefix("Rp").replace(".", "") not in sheet
        assert browser.get(f"{own}?format=pdf").content[:5] == b"%PDF-"
    for person in (cast.citra, cast.stranger, cast.gita, cast.budi):
        browser = at(person)
        assert browser.get(own).status_code == 404
        assert browser.get(f"{own}?format=pdf").status_code == 404
    assert Client().get(own).status_code == 302
    assert at(group.wati).post(own).status_code == 405


def test_who_left_still_reads_the_own_statement(group: Group, monday: clock.frozen, at: At) -> None:
    closed(group, monday, at)
    group.wati.memberships.update(ended_at=clock.now())
    assert "Rp45.000" in at(group.wati).get(f"/saya/bagian/{group.seller.pk}/").text


def test_a_statement_ends_with_what_is_owed_and_with_nothing_when_it_is_paid(
    group: Group, monday: clock.frozen, at: At
) -> None:
    made = closed(group, monday, at)
    own = f"/saya/bagian/{group.seller.pk}/"
    assert "masih harus membayar" in at(group.wati).get(own).text
    at(group.tono).post(f"{HUB}masa/{made.code}/pembayaran/", {"anggota": group.wati.pk})
    page = at(group.wati).get(own).text
    assert "Semua bagian sudah dibayar" in page
    assert "dibayar 3 Mar 2026" in page
    monday.tick(days=365)
    assert "Saldo awal" in at(group.wati).get(f"{own}?tahun={date(2027, 1, 1).year}").text
