"""A cooperative officer: approves a stall, finds whose money came in, reads the figures."""

import csv
from dataclasses import dataclass
from io import StringIO

from playwright.sync_api import expect

from tests.browser.cast import Buyer, Maker
from tests.browser.money import digits
from tests.browser.stage import Actor

SINCE = "hari=7"  # long enough that midnight does not matter


@dataclass(frozen=True)
class Figures:
    """Sold in the last days and owed now, by stall; what goes back to buyers; the sum on the dashboard's card."""

    sold: dict[str, int]
    owed: dict[str, int]
    refunds: int
    card: int


def figures(actor: Actor) -> Figures:
    sold = _rows(actor, f"/koperasi/penjualan/seller/?{SINCE}&format=csv")
    owed = _rows(actor, "/koperasi/utang/?format=csv")
    refunds = _rows(actor, "/koperasi/pengembalian/?format=csv")
    actor.page.goto(f"/koperasi/?{SINCE}")
    card = actor.page.locator(f'.figure[href$="{SINCE}"] .figure__sum').inner_text()
    return Figures(
        sold={row[0]: int(row[3]) for row in sold},
        owed={row[0]: int(row[1]) - int(row[2]) for row in owed},
        refunds=sum(int(row[4]) for row in refunds),
        card=digits(card),
    )


def approve(actor: Actor, maker: Maker) -> None:
    """With the mandate: the cooperative takes the transfers in."""
    page = actor.page
    actor.visit("/koperasi/lapak/", "koperasi-lapak")
    page.locator("a.ask", has_text=maker.stall).click()
    actor.look("koperasi-lapak-minta")
    page.get_by_label("Koperasi menerima uangnya").check()
    page.get_by_role("button", name="Setujui lapak ini").click()
    expect(page.get_by_text(f"{maker.stall} boleh berjualan.")).to_be_visible()
    actor.look("koperasi-lapak-disetujui")


def match_transfer(actor: Actor, amount: int, buyer: Buyer, *, look: bool = True) -> None:
    """By the amount on the statement; the buyer's full name and number stay hidden."""
    page = actor.page
    page.goto("/koperasi/transfer/")
    page.get_by_label("Jumlah di mutasi bank").fill(f"{amount:,}".replace(",", "."))
    page.get_by_role("button", name="Cari pemiliknya").click()
    expect(page.get_by_role("heading", name="Ini pemiliknya")).to_be_visible()
    assert buyer.name not in page.content()
    if look:
        actor.look("koperasi-transfer-cocok")
    page.get_by_role("link", name="Periksa dan catat").first.click()
    expect(page.get_by_label("Jumlah yang masuk")).to_be_visible()
    if look:
        actor.look("koperasi-transfer-catat")
    page.get_by_role("button", name="Catat uang masuk").click()
    expect(page.get_by_text("Transfer dicatat.")).to_be_visible()
    if look:
        actor.look("koperasi-transfer")


def look_around(actor: Actor) -> None:
    """Every page of the office, each with its CSV."""
    for address, name in (
        (f"/koperasi/?{SINCE}", "koperasi-beranda"),
        (f"/koperasi/penjualan/product/?{SINCE}", "koperasi-penjualan-produk"),
        (f"/koperasi/pesanan/?{SINCE}", "koperasi-pesanan"),
        ("/koperasi/terlambat/", "koperasi-terlambat"),
        ("/koperasi/utang/", "koperasi-utang"),
        ("/koperasi/pengembalian/", "koperasi-pengembalian"),
    ):
        actor.visit(address, name)
    page = actor.page
    page.goto(f"/koperasi/pesanan/?{SINCE}")
    page.locator("main table a").first.click()
    actor.look("koperasi-satu-pesanan")
    page.goto("/koperasi/utang/")
    page.locator("main table a").first.click()
    actor.look("koperasi-buku")
    actor.visit("/koperasi/pilih/", "koperasi-saya")


def download(actor: Actor, address: str) -> str:
    """What the CSV button of a page hands over."""
    actor.page.goto(address)
    with actor.page.expect_download() as waiting:
        actor.page.get_by_role("link", name="CSV").first.click()
    return waiting.value.path().read_text(encoding="utf-8-sig")


def _rows(actor: Actor, address: str) -> list[list[str]]:
    answer = actor.context.request.get(address)
    assert answer.ok, f"{answer.status} {address}"
    return list(csv.reader(StringIO(answer.body().decode("utf-8-sig"))))[1:]
