"""The operator sends anew what did not arrive; members ask to be told of new orders; a person stops their messages."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks
from django.test import Client

from sellers.audit.models import AuditEntry
from sellers.messages import optouts
from sellers.messages.actions import tell
from sellers.messages.models import Message, OrderWatch
from sellers.messages.sending import send_due
from storefront.orders import life_notices
from tests.cast import Cast
from tests.storefront.desk.selling import sold

ADMIN = "/admin/messages_outbox/message/"


def failed(key: str = "a", **changes: Any) -> Message:
    fields: dict[str, Any] = {"to": "+6281234567890", "body": "Ada pesanan.", "template": "new_order", **changes}
    message = tell(key=key, **fields)
    Message.objects.filter(pk=message.pk).update(status=changes.get("status", "failed"), done_at=message.created_at)
    return message


def at(person: Any) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def again(browser: Client, *messages: Message, sure: bool, round: int = 1) -> str:
    chosen: dict[str, Any] = {"action": "send_again", "_selected_action": [one.pk for one in messages]}
    if sure:
        chosen |= {"sure": "1", **{f"round_{one.pk}": round for one in messages}}
    return browser.post(ADMIN, chosen, follow=True).content.decode()


def test_the_operator_is_asked_first(cast: Cast) -> None:
    message = failed()
    assert "Kirim ulang pesan ini?" in again(at(cast.operator), message, sure=False)
    assert Message.objects.get().round == 1


def test_a_message_that_failed_leaves_once_more_however_often_it_is_pressed(cast: Cast) -> None:
    message, browser = failed(), at(cast.operator)
    again(browser, message, sure=True)
    assert send_due() == 1
    again(browser, message, sure=True)
    assert (send_due(), Message.objects.get().round, Message.objects.get().status) == (0, 2, "handed")
    assert AuditEntry.objects.filter(verb="message.sent_again", person=cast.operator).count() == 1


def test_of_an_unsure_one_the_page_warns_that_it_may_come_twice(cast: Cast) -> None:
    message = failed()
    Message.objects.update(status="unsure")
    assert "mungkin sudah sampai" in again(at(cast.operator), message, sure=False)


def test_codes_and_what_arrived_are_never_sent_anew(cast: Cast) -> None:
    code = failed("code", secret=True, body="907153")
    read = failed("read")
    Message.objects.filter(pk=read.pk).update(status="read")
    page = again(at(cast.operator), code, read, sure=False)
    assert "2 pesan tidak bisa dikirim ulang" in page
    again(at(cast.operator), code, read, sure=True)
    assert set(Message.objects.values_list("round", flat=True)) == {1}


def test_the_operator_reads_what_each_channel_made_of_it_and_no_code(cast: Cast) -> None:
    message = tell(key="c", to="+6281234567890", body="907153 kode", template="sign_in_code", secret=True)
    send_due()
    page = at(cast.operator).get(f"{ADMIN}{message.pk}/change/").content.decode()
    assert "console" in page
    assert "907153" not in page
    for name in ("optout", "receipt", "message"):
        assert at(cast.operator).get(f"/admin/messages_outbox/{name}/").status_code == 200


def test_a_member_who_wishes_is_told_of_new_orders_too(cast: Cast) -> None:
    sari, seller = cast.sari, cast.saris.seller
    seller.phone = "+6281200001077"
    seller.save(update_fields=["phone"])
    browser, door = at(sari), f"/saya/pesan/lapak/{seller.pk}/"
    assert browser.post(door, {"kabar": "ya"}).status_code == 302
    assert browser.post(door, {"kabar": "ya"}).status_code == 302
    order = sold(cast, key="kabar")
    told = Message.objects.filter(template="new_order", key__contains=order.code)
    assert set(told.values_list("to", flat=True)) == {seller.phone, sari.phone}
    life_notices.new_order(order=order, paid=True)
    assert told.count() == 2
    browser.post(door, {"kabar": "tidak"})
    assert not OrderWatch.objects.exists()


def test_who_left_a_stall_hears_of_its_orders_no_more(cast: Cast) -> None:
    seller = cast.saris.seller
    OrderWatch.objects.create(seller=seller, person=cast.eko)
    order = sold(cast, key="lalu")
    assert not Message.objects.filter(template="new_order", to=cast.eko.phone, key__contains=order.code).exists()


@pytest.mark.parametrize("who", ["citra", "budi", "stranger", "dewi"])
def test_nobody_else_hears_of_a_stalls_orders(cast: Cast, who: str) -> None:
    """Not another seller, not a helper, not an officer."""
    door = f"/saya/pesan/lapak/{cast.saris.seller.pk}/"
    assert at(getattr(cast, who)).post(door, {"kabar": "ya"}).status_code == 404
    assert not OrderWatch.objects.exists()


def test_a_person_stops_and_starts_their_messages(cast: Cast) -> None:
    browser = at(cast.eko)
    assert "Menyala" in browser.get("/saya/pesan/").content.decode()
    browser.post("/saya/pesan/berhenti/")
    browser.post("/saya/pesan/berhenti/")
    assert optouts.is_out(cast.eko.phone)
    assert "Dihentikan" in browser.get("/saya/pesan/").content.decode()
    browser.post("/saya/pesan/mulai/")
    assert not optouts.is_out(cast.eko.phone)


def test_a_person_reads_their_own_last_messages_only(cast: Cast) -> None:
    tell(key="a", to=cast.eko.phone, body="Untuk Eko.", template="sent", person=cast.eko)
    tell(key="b", to=cast.sari.phone, body="Untuk Sari.", template="sent", person=cast.sari)
    tell(key="c", to=cast.eko.phone, body="907153 kode", template="sign_in_code", person=cast.eko, secret=True)
    page = at(cast.eko).get("/saya/pesan/").content.decode()
    tell(key="d", to=cast.eko.phone, body="Untuk HP ini.", template="sent")
    page = at(cast.eko).get("/saya/pesan/").content.decode()
    assert "Untuk Eko." in page
    assert "Untuk HP ini." in page
    assert "Untuk Sari." not in page
    assert "907153" not in page


def test_a_guest_signs_in_first_and_get_changes_nothing(cast: Cast) -> None:
    assert Client().get("/saya/pesan/").status_code == 302
    assert at(cast.eko).get("/saya/pesan/berhenti/").status_code == 405


def test_the_outbox_page_says_what_really_leaves(cast: Cast, settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {}
    tell(key="a", to=cast.eko.phone, body="Halo.", template="sent", person=cast.eko)
    send_due()
    page = Client().get("/kotak-keluar/").content.decode()
    assert "Belum diatur: WhatsApp, SMS, E-mail." in page
    assert "Hanya ditulis" in page


def test_a_market_without_channels_is_told_so_in_production(cast: Cast, settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {}
    settings.DEMO = False
    assert "Pesan belum terkirim" in at(cast.dewi).get("/koperasi/").content.decode()
    assert "lapak.W001" in {issue.id for issue in run_checks()}
    settings.DEMO = True
    assert "Pesan belum terkirim" not in at(cast.dewi).get("/koperasi/").content.decode()
    assert "lapak.W001" not in {issue.id for issue in run_checks()}
