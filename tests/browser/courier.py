"""Cash that a courier takes for the cooperative: allowed, taken at the door, remitted, and found on the statement."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.money import digits
from tests.browser.stage import Actor

JNE = "/koperasi/uang/kurir/tunai/jne/idr/"


def let_jne_take_cash(treasurer: Actor, *, allowed: bool) -> None:
    """In the rules of money; and back, so that the rest of the market stays as it was."""
    page = treasurer.page
    page.goto("/koperasi/uang/aturan/")
    page.get_by_label("Koperasi membayar kurir").set_checked(allowed)
    couriers = page.locator("details", has_text="Kurir yang menagih tunai")
    if couriers.get_attribute("open") is None:
        couriers.locator("summary").click()
    couriers.locator("label.choice", has_text="JNE").first.locator("input").set_checked(allowed)
    if allowed:
        treasurer.look("aturan-kurir-cod")
    page.get_by_role("button", name="Simpan aturan").click()
    expect(page.get_by_text("Aturan uang tersimpan.")).to_be_visible()


def say_that_it_was_paid(officer: Actor, order_address: str) -> None:
    page = officer.visit(order_address, "koperasi-paket-cod")
    page.get_by_role("button", name="Sampai, uang diambil kurir").click()
    expect(page.get_by_text("Dicatat: paket sampai, uangnya diambil kurir.")).to_be_visible()
    officer.look("koperasi-paket-dibayar")


def write_down_the_remittance(treasurer: Actor, *, kept: int, fee: int, reference: str) -> int:
    """All parcels of the page, with what the courier kept; answers what reached the account."""
    page = treasurer.visit("/koperasi/uang/kurir/tunai/", "cod-kurir")
    page.get_by_role("link", name="Catat setoran").first.click()
    owed = digits(page.locator(".sumline__sum").first.inner_text())
    page.get_by_label("Uang yang masuk rekening").fill(str(owed - kept - fee - 1_000))
    page.get_by_label("Ongkir yang dipotong kurir").fill(str(kept))
    page.get_by_label("Biaya COD yang dipotong kurir").fill(str(fee))
    page.get_by_label("Nomor referensi bank").fill(reference)
    treasurer.look("setoran-kurir")
    page.get_by_role("button", name="Catat setoran").click()
    expect(page.get_by_text(re.compile("Kurang Rp1.000. Tulis sebabnya"))).to_be_visible()
    treasurer.look("setoran-kurir-kurang")
    page.get_by_label("Uang yang masuk rekening").fill(str(owed - kept - fee))
    page.get_by_role("button", name="Catat setoran").click()
    expect(page.get_by_text(re.compile("Setoran .* dicatat"))).to_be_visible()
    treasurer.look("setoran-kurir-dicatat")
    return owed - kept - fee


def import_the_statement(treasurer: Actor, *, text: str, minor: int) -> None:
    """A file as internet banking gives it, looked at first."""
    day = datetime.now(ZoneInfo("Asia/Jakarta")).strftime("%Y-%m-%d")
    file = f"Tanggal;Keterangan;Debet;Kredit\n{day};{text};;{minor}\n{day};BIAYA ADM;6500;\n"
    page = treasurer.visit("/koperasi/mutasi/", "mutasi")
    page.get_by_label("Berkas CSV atau Excel").set_input_files(
        {"name": "mutasi.csv", "mimeType": "text/csv", "buffer": file.encode()}
    )
    page.get_by_role("button", name="Lihat dulu isinya").click()
    expect(page.get_by_role("heading", name="Yang terbaca")).to_be_visible()
    treasurer.look("mutasi-pratinjau")
    page.get_by_role("button", name=re.compile("Benar. Impor 2 baris")).click()
    treasurer.look("mutasi-diimpor")


def find_it_on_the_statement(treasurer: Actor, *, reference: str) -> None:
    page = treasurer.visit("/koperasi/mutasi/antrean/", "mutasi-antrean")
    row = page.locator("article.statement-row", has_text=reference).first
    expect(row.get_by_text("Setoran kurir", exact=True)).to_be_visible()
    row.get_by_role("button", name="Ini uang yang sama").first.click()
    expect(page.get_by_text("Ditandai sebagai setoran kurir.").first).to_be_visible()
    treasurer.look("mutasi-setoran-cocok")
