"""The checkout page, filled by a buyer with and without JavaScript."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.cast import Buyer
from tests.browser.money import digits
from tests.browser.stage import Actor


@dataclass(frozen=True)
class Sent:
    """The very form that placed the order, to be sent again."""

    address: str
    body: str
    kind: str


def begin(actor: Actor) -> Page:
    actor.page.goto("/keranjang/")
    actor.page.get_by_role("link", name="Lanjut pesan").click()
    expect(actor.page.get_by_role("heading", level=1, name="Pesan")).to_be_visible()
    return actor.page


def say_who(actor: Actor, buyer: Buyer, *, phone: str = "") -> None:
    actor.page.get_by_label("Nama lengkap").fill(buyer.name)
    actor.page.get_by_label("Nomor WhatsApp").fill(phone or buyer.phone)


def say_where(actor: Actor, buyer: Buyer, village: str, detail: str) -> None:
    page = actor.page
    page.get_by_label("Jalan dan nomor rumah").fill(buyer.street)
    page.get_by_label("RT", exact=True).fill("2")
    page.get_by_label("RW", exact=True).fill("4")
    change = page.get_by_role("button", name="Ganti")
    if change.count():
        change.click()
        expect(page.get_by_label("Cari kelurahan atau desa")).to_be_visible()
    search = page.get_by_label("Cari kelurahan atau desa")
    found = page.locator("#desa label.choice", has_text=detail).first
    if actor.scripts:
        search.press_sequentially(village, delay=20)
        found.click()
    else:
        search.fill(village)
        page.get_by_role("button", name="Cari desa").click()
        found.click()
        actor.look("checkout-desa")
        page.get_by_role("button", name="Pakai desa ini").click()
    expect(page.get_by_label("Kode pos")).to_have_value(re.compile(r"^\d{5}$"))


def choose_delivery(actor: Actor, seller: str, way: str) -> None:
    group = actor.page.locator("fieldset.part__seller", has_text=seller).filter(has_text="Catatan")
    _choose(actor, group.locator("label.choice", has_text=way).first.locator("input"))


def choose_payment(actor: Actor, way: str) -> None:
    chosen = actor.page.locator("label.choice", has_text=way)
    for at in range(chosen.count()):
        _choose(actor, chosen.nth(at).locator("input"))
    if not actor.scripts:
        actor.page.get_by_role("button", name="Hitung total").click()


def total(actor: Actor) -> int:
    return digits(actor.page.locator(".sums__line--total dd").inner_text())


def bills(actor: Actor) -> list[tuple[str, int]]:
    """To whom, and how much, as shown before the last step."""
    rows = actor.page.locator(".bills li")
    return [
        (rows.nth(at).locator("span").first.inner_text(), digits(rows.nth(at).locator("b").inner_text()))
        for at in range(rows.count())
    ]


def fee(actor: Actor, seller: str) -> int:
    lines = actor.page.locator(".sums__line")
    for at in range(lines.count()):
        if lines.nth(at).locator("dt").inner_text().strip() == seller:
            return digits(lines.nth(at + 1).locator("dd").inner_text())
    raise AssertionError(f"{seller} is not in the summary")


def press_order(actor: Actor) -> None:
    actor.page.get_by_role("button", name=re.compile("^Pesan ·")).click()
    actor.page.wait_for_load_state()


def place(actor: Actor) -> Sent:
    """Press the last button; what went over the wire is kept."""
    sent: list[Request] = []
    actor.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    press_order(actor)
    actor.page.wait_for_url(re.compile("/pesanan/"))
    form = sent[-1]
    return Sent(form.url, form.post_data or "", form.headers["content-type"])


def send_again(actor: Actor, sent: Sent) -> str:
    """Where the same form leads when it is sent once more."""
    headers = {"content-type": sent.kind, "referer": sent.address}
    answer = actor.context.request.post(sent.address, data=sent.body, headers=headers)
    assert answer.ok, answer.status
    return answer.url


def _choose(actor: Actor, radio: Locator) -> None:
    """A choice that changes the sum asks the server at once where scripts run; wait for its answer."""
    if radio.is_checked():
        return
    if not actor.scripts:
        radio.check()
        return
    with actor.page.expect_response(lambda answer: "/checkout/" in answer.url and answer.request.method == "POST"):
        radio.check()
    actor.page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
