"""The page about money through Stripe: who sees it, what it says, where it leads."""

import urllib.request
from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings
from django.test import Client

from payments.gateways.models import ConnectedAccount
from sellers.people.models import Person
from tests.cast import Cast
from tests.fakes.stripe import StripeFake
from tests.sellers.freshness import freshen

PAGE, BEGIN, GO, CHECK = (
    f"/lapak/uang/stripe/{rest}" for rest in ("", "pendaftaran/", "pendaftaran/lanjut/", "pemeriksaan/")
)
At = Callable[[Person], Client]


@pytest.fixture
def fake(cast: Cast, settings: LazySettings) -> Iterator[StripeFake]:
    made = StripeFake()
    settings.GATEWAYS = {"stripe": made.config(collector=cast.cooperative.slug)}
    yield made
    made.close()


@pytest.fixture
def sari(cast: Cast, at: At) -> Client:
    return freshen(at(cast.sari))


def text(client: Client, address: str = PAGE) -> str:
    return client.get(address).content.decode()


def test_without_stripe_there_is_no_such_page_and_no_link_to_it(cast: Cast, sari: Client) -> None:
    assert [sari.get(PAGE).status_code, sari.post(BEGIN).status_code] == [404, 404]
    assert "Uang lewat Stripe" not in text(sari, "/lapak/uang/")


def test_with_stripe_the_page_of_money_leads_to_it(fake: StripeFake, sari: Client) -> None:
    assert PAGE in text(sari, "/lapak/uang/")
    assert "Mulai daftar" in text(sari)


def test_a_seller_registers_and_comes_back_ready(fake: StripeFake, sari: Client) -> None:
    assert BEGIN in text(sari)
    assert "Ya, buka akun" in text(sari, BEGIN)
    assert sari.post(BEGIN, follow=True).status_code == 200
    assert "Pendaftaran belum selesai" in text(sari)
    answer = sari.get(GO)
    assert answer.status_code == 302
    assert answer["Location"].startswith(fake.api)
    with urllib.request.urlopen(answer["Location"], timeout=5) as page:  # noqa: S310  the fake's own page
        assert "Pretend registration" in page.read().decode()
    fake.finish_onboarding(ConnectedAccount.objects.get().external_id)
    assert "Siap menerima uang" in text(sari, f"{PAGE}?kembali=1")


def test_checking_again_says_what_stripe_says(fake: StripeFake, sari: Client) -> None:
    sari.post(BEGIN)
    assert "Stripe masih menunggu data Anda." in sari.post(CHECK, follow=True).content.decode()
    fake.finish_onboarding(ConnectedAccount.objects.get().external_id)
    assert "Akun Stripe siap menerima uang." in sari.post(CHECK, follow=True).content.decode()


def test_where_the_money_cannot_go_the_page_explains_and_offers_nothing(
    fake: StripeFake, sari: Client, settings: LazySettings
) -> None:
    settings.GATEWAYS["stripe"]["country"] = "US"
    shown = text(sari)
    assert "Akun Stripe pasar ini ada di Amerika Serikat dan tidak bisa mengirim ke Indonesia." in shown
    assert "Pencairan Anda tetap dikirim ke rekening bank." in shown
    assert "Mulai daftar" not in shown
    assert "tidak bisa mengirim" in sari.post(BEGIN, follow=True).content.decode()
    assert sari.get(GO).status_code == 404
    assert sari.get(BEGIN)["Location"] == PAGE


def test_registering_asks_for_the_code_again_when_the_sign_in_is_old(fake: StripeFake, cast: Cast, at: At) -> None:
    stale = at(cast.sari)
    assert "Mulai daftar" in text(stale)
    for answer in (stale.get(BEGIN), stale.post(BEGIN), stale.get(GO)):
        assert answer["Location"].startswith("/masuk/lagi/")
    assert not ConnectedAccount.objects.exists()


def test_while_stripe_is_away_the_page_says_so(fake: StripeFake, sari: Client) -> None:
    fake.be_down()
    assert "Stripe sedang tidak bisa dihubungi" in sari.post(BEGIN, follow=True).content.decode()


@pytest.mark.parametrize("who", ["budi", "stranger", "dewi"])
def test_helpers_and_others_find_nothing(fake: StripeFake, cast: Cast, at: At, who: str) -> None:
    browser = at(getattr(cast, who))
    assert [browser.get(PAGE).status_code in (302, 404), browser.post(BEGIN).status_code] == [True, 404]
    assert not ConnectedAccount.objects.exists()


def test_deeds_are_posted_and_pages_are_read(fake: StripeFake, sari: Client) -> None:
    assert [sari.put(BEGIN).status_code, sari.get(CHECK).status_code] == [405, 405]
    assert [sari.post(PAGE).status_code, sari.post(GO).status_code] == [405, 405]


def test_a_neighbours_account_is_not_shown(fake: StripeFake, cast: Cast, sari: Client, at: At) -> None:
    sari.post(BEGIN)
    assert ConnectedAccount.objects.get().external_id not in text(freshen(at(cast.citra)))
