"""Coming in: by phone number and the six digits that the demo's outbox shows."""

from playwright.sync_api import Cookie, expect

from tests.browser import cookies
from tests.browser.stage import Actor

OFFICER = "0812-0000-0071"  # Retno Handayani, pengurus of the cooperative in Blitar
Keys = dict[str, list[Cookie]]  # phone number: the cookies of whoever signed in with it
SUMIYATI = "0812-0000-0005"  # ketua of Jajan Pasar Bu Sumiyati, where no other test buys
SULASTRI = "0812-0000-0004"  # ketua of KWT Melati Srengat, who makes opak gambir


def sign_in(actor: Actor, phone: str, *, where: str) -> None:
    """From the page that asks for it, and back to it."""
    page = actor.page
    page.goto(where)
    page.get_by_label("Nomor WhatsApp").fill(phone)
    page.get_by_role("button", name="Kirim kode").click()
    type_code(actor)


def let_in(actor: Actor, phone: str, keys: Keys) -> None:
    """Signed in, by the key of an earlier time where there is one."""
    if phone not in keys:
        sign_in(actor, phone, where="/masuk/")
        keys[phone] = cookies.session(actor.context)
        assert keys[phone], "no session cookie"
    cookies.put(actor.context, keys[phone])


def type_code(actor: Actor) -> None:
    page = actor.page
    expect(page.get_by_label("Kode", exact=True)).to_be_visible()
    page.get_by_label("Kode", exact=True).fill(newest_code(actor))
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(lambda address: "/masuk/" not in address)


def newest_code(actor: Actor) -> str:
    """Read in another tab, as a person would."""
    outbox = actor.context.new_page()
    outbox.goto("/kotak-keluar/")
    code = outbox.locator(".letter__code").first.inner_text()
    outbox.close()
    assert code.isdigit() and len(code) == 6
    return code


def look_at_outbox(actor: Actor, name: str = "outbox") -> None:
    before = actor.page
    actor.page = actor.context.new_page()
    actor.visit("/kotak-keluar/", name)
    actor.page.close()
    actor.page = before
