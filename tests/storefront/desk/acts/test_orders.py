"""Orders by the phone's outbox: each step once, a step that somebody else made is done, a wrong PIN counts once."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage

from payments.charges.models import Settlement
from sellers.accounts.asking import scope_of
from sellers.audit.models import AuditEntry
from sellers.kit import clock
from sellers.messages.models import Message
from storefront.orders import life, settling
from storefront.orders.models import Bill, Order
from storefront.stalls.diary import diary
from tests.cast import Cast
from tests.catalog import pictures
from tests.storefront.desk.acts.phone import phone_of
from tests.storefront.desk.selling import packed, sold

pytestmark = pytest.mark.django_db
WIB = ZoneInfo("Asia/Jakarta")


def state_of(order: Order) -> str:
    return Order.objects.get(pk=order.pk).state


def test_an_order_is_accepted_packed_and_sent_by_acts(cast: Cast) -> None:
    order, phone = sold(cast, delivery="courier", way="bank_transfer"), phone_of(cast.sari, cast.saris.seller.pk)
    for act, more in (
        ("order.accept", {}), ("order.pack", {}), ("order.send", {"courier": "jne", "number": "CGK123456"}),
    ):  # fmt: skip
        answer = phone.act(act, {"code": order.code} | more)
        assert answer.status_code == 200, answer.content
    assert answer.json()["answer"]["state"] == state_of(order) == "sent"
    assert Order.objects.get(pk=order.pk).shipment.tracking_number == "CGK123456"


def test_packing_twice_by_one_key_leaves_one_event(cast: Cast) -> None:
    order, phone, key = sold(cast), phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    answers = [phone.act("order.pack", {"code": order.code}, key=key).json() for _ in range(3)]
    assert [answer["replayed"] for answer in answers] == [False, True, True]
    assert order.events.filter(verb="packed").count() == 1


def test_what_another_phone_packed_before_is_done(cast: Cast) -> None:
    order = packed(cast)
    answer = phone_of(cast.sari, cast.saris.seller.pk).act("order.pack", {"code": order.code}).json()
    assert (answer["state"], answer["answer"]["already"]) == ("done", True)
    assert answer["answer"]["warning"] == "Sudah dicatat lebih dulu. Periksa pesanannya."
    assert order.events.filter(verb="packed").count() == 1


def test_a_step_of_an_order_that_was_cancelled_meanwhile_is_refused(cast: Cast) -> None:
    order = packed(cast)
    life.cancel_by_seller(scope=scope_of(cast.sari), person=cast.sari, order_code=order.code, reason="Habis")
    answer = phone_of(cast.budi, cast.saris.seller.pk).act("order.pack", {"code": order.code})
    assert (answer.status_code, answer.json()["state"], answer.json()["code"]) == (422, "refused", "wrong_step")
    assert "Dibatalkan" in answer.json()["sentence"]


def test_the_photo_of_the_door_is_kept_when_the_delivery_was_noted_without_one(cast: Cast) -> None:
    order, phone = sold(cast, delivery="own_delivery"), phone_of(cast.sari, cast.saris.seller.pk)
    assert phone.act("order.deliver", {"code": order.code}).json()["answer"]["already"] is False
    for _another in range(2):
        photo = phone.upload(pictures.jpeg(640 + _another, 480))
        assert phone.act("order.deliver", {"code": order.code, "upload": photo}).json()["answer"]["already"] is True
    kept = list(default_storage.listed("proofs/"))  # type: ignore[attr-defined]  # ours
    assert [one.name for one in kept] == [Order.objects.get(pk=order.pk).shipment.proof]


def test_a_step_that_is_not_possible_is_refused_in_words(cast: Cast) -> None:
    order = sold(cast, delivery="courier", way="bank_transfer")
    answer = phone_of(cast.sari, cast.saris.seller.pk).act("order.ready", {"code": order.code})
    assert (answer.status_code, answer.json()["state"], answer.json()["code"]) == (422, "refused", "wrong_step")
    assert "Status pesanan" in answer.json()["sentence"]


def test_a_wrong_pin_counts_once_however_often_it_is_sent(cast: Cast) -> None:
    order, phone, key = sold(cast, delivery="pickup"), phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    wrong = "0000" if order.pickup_pin != "0000" else "1111"
    answers = [phone.act("order.hand_over", {"code": order.code, "pin": wrong}, key=key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert answers[2].json()["replayed"] is True
    assert order.events.filter(verb="wrong_pin").count() == 1


def test_after_five_wrong_pins_the_sixth_waits(cast: Cast) -> None:
    order, phone = sold(cast, delivery="pickup"), phone_of(cast.sari, cast.saris.seller.pk)
    wrong = "0000" if order.pickup_pin != "0000" else "1111"
    for _try in range(5):
        assert phone.act("order.hand_over", {"code": order.code, "pin": wrong}).status_code == 422
    answer = phone.act("order.hand_over", {"code": order.code, "pin": order.pickup_pin})
    assert (answer.status_code, answer.json()["state"]) == (429, "later")
    assert answer["Retry-After"] == "900"
    assert state_of(order) != "received"


def test_the_right_pin_hands_over_and_the_sweep_counts_the_cash(cast: Cast) -> None:
    order, phone = sold(cast, delivery="pickup"), phone_of(cast.sari, cast.saris.seller.pk)
    answer = phone.act("order.hand_over", {"code": order.code, "pin": order.pickup_pin})
    assert (answer.status_code, state_of(order)) == (200, "received")
    assert Settlement.objects.filter(bill_ref=order.bill.code, done_at=None).exists()
    settling.apply_due()
    assert Bill.objects.get(pk=order.bill_id).state == "paid"


def test_an_order_brought_to_the_door_keeps_its_photo_privately(cast: Cast) -> None:
    order, phone, key = sold(cast, delivery="own_delivery"), phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    given = {"code": order.code, "upload": phone.upload()}
    answers = [phone.act("order.deliver", given, key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    proof = Order.objects.get(pk=order.pk).shipment.proof
    assert proof.startswith("proofs/")
    assert [one.name for one in default_storage.listed("proofs/")] == [proof]  # type: ignore[attr-defined]  # ours


def test_a_photo_of_a_step_that_was_refused_is_not_kept(cast: Cast) -> None:
    order, phone = sold(cast, delivery="pickup"), phone_of(cast.sari, cast.saris.seller.pk)
    assert phone.act("order.deliver", {"code": order.code, "upload": phone.upload()}).status_code == 422
    assert list(default_storage.listed("proofs/")) == []  # type: ignore[attr-defined]  # ours


def test_a_helpers_packing_carries_both_names(cast: Cast) -> None:
    order = sold(cast)
    phone_of(cast.budi, cast.saris.seller.pk).act("order.pack", {"code": order.code})
    entries = AuditEntry.objects.filter(verb__in=("order.packed", "desk.order.pack"))
    assert {(entry.person, entry.acting_for) for entry in entries} == {(cast.budi, cast.saris.seller)}
    assert entries.count() == 2


def test_the_book_of_the_stall_tells_an_act_once(cast: Cast) -> None:
    order, seller = sold(cast), cast.saris.seller
    phone_of(cast.sari, seller.pk).act("order.pack", {"code": order.code})
    today = clock.now().astimezone(WIB).date()
    deeds = diary(scope=scope_of(cast.sari), seller=seller, since=today - timedelta(days=1), until=today, zone=WIB)
    assert sorted(entry.verb for entry in deeds) == ["order.accepted", "order.packed"]


def test_an_order_of_another_stall_is_not_there(cast: Cast) -> None:
    order = sold(cast)
    answer = phone_of(cast.citra, cast.citras.seller.pk).act("order.pack", {"code": order.code})
    assert (answer.status_code, answer.json()["state"]) == (404, "refused")
    assert state_of(order) == "confirmed"


def test_help_reaches_the_helper_once(cast: Cast) -> None:
    phone, key = phone_of(cast.sari, cast.saris.seller.pk), str(uuid4())
    for _ in range(2):
        answer = phone.act("help.ask", {"text": "Foto tidak bisa", "page": "/lapak/produk/baru/"}, key=key)
    assert answer.json()["answer"] == {"told": 1}
    message = Message.objects.get(template="help_asked")
    assert message.to == cast.budi.phone
    assert "Foto tidak bisa" in message.body
    assert "Dapur Sari" in message.body


def test_help_without_a_helper_goes_to_the_cooperative(cast: Cast) -> None:
    phone = phone_of(cast.citra, cast.citras.seller.pk)
    assert phone.act("help.ask", {"text": "Bagaimana caranya?"}).status_code == 200
    assert Message.objects.get(template="help_asked").to == cast.cooperative.phone
