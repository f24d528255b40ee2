"""Quiet hours where the receiver is, and who wants no messages at all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings

from sellers.kit import clock
from sellers.messages import kinds, optouts, quiet, receipts
from sellers.messages.actions import tell
from sellers.messages.channels.port import Written
from sellers.messages.models import Message, OptOut, Receipt
from sellers.messages.sending import send_due
from tests.cast import JUATA_LAUT, Cast
from tests.sellers.channel_rigs import PHONE, Rig, whatsapp

WIB = ZoneInfo("Asia/Jakarta")
WITA = ZoneInfo("Asia/Makassar")
EVENING = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)  # 21.30 WIB, 22.30 WITA
NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture
def wa(settings: LazySettings, tmp_path: Path, db: None) -> Iterator[Rig]:
    with whatsapp(tmp_path) as rig:
        settings.MESSAGE_CHANNELS = {"whatsapp": rig.settings}
        yield rig


def say(key: str = "a", **changes: Any) -> Message:
    fields: dict[str, Any] = {"to": PHONE, "body": "Harga berubah.", "template": "price_changed_by_shop", **changes}
    return tell(key=key, **fields)


def hear(text: str, *, at: datetime | None = None, external_id: str = "", phone: str = PHONE) -> None:
    one = Written(external_id or f"wamid.{text}.{at}", phone, text, at or clock.now())
    receipts.store(channel="whatsapp", heard=[one])
    receipts.work_due()


def said() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("template", flat=True))


@pytest.mark.parametrize(
    ("hour", "minute", "zone", "ends"),
    [
        (6, 0, WIB, None), (20, 59, WIB, None), (12, 0, WITA, None),
        (21, 0, WIB, "2026-11-23T06:00"), (23, 59, WIB, "2026-11-23T06:00"),
        (0, 0, WIB, "2026-11-22T06:00"), (5, 59, WITA, "2026-11-22T06:00"),
    ],
)  # fmt: skip
def test_quiet_is_from_nine_until_six(hour: int, minute: int, zone: ZoneInfo, ends: str | None) -> None:
    found = quiet.ends_at(now=datetime(2026, 11, 22, hour, minute, tzinfo=zone), zone=zone)
    assert (found and f"{found.astimezone(zone):%Y-%m-%dT%H:%M}") == ends


def test_what_can_wait_leaves_in_the_morning(wa: Rig) -> None:
    with clock.frozen(EVENING) as time:
        message = say()
        assert send_due() == 0
        message.refresh_from_db()
        assert message.due_at == datetime(2026, 11, 23, 6, 0, tzinfo=WIB)
        time.tick(hours=8, minutes=31)
        assert send_due() == 1


def test_the_hours_are_those_of_the_receivers_stall(wa: Rig, cast: Cast) -> None:
    """Half past five in Blitar is half past six in Tarakan."""
    seller = cast.saris.seller
    with clock.frozen(datetime(2026, 11, 22, 22, 30, tzinfo=UTC)):
        say(to=seller.phone)
        assert send_due() == 0
        seller.village_code = JUATA_LAUT
        seller.save(update_fields=["village_code"])
        say("b", to=seller.phone)
        assert send_due() == 1


def test_a_members_hours_are_those_of_the_stall_too(wa: Rig, cast: Cast) -> None:
    cast.saris.seller.memberships.update(person=cast.eko)
    cast.saris.seller.village_code = JUATA_LAUT
    cast.saris.seller.save(update_fields=["village_code"])
    assert quiet.zone_of(say(to=cast.eko.phone, person=cast.eko)).key == "Asia/Makassar"


def test_codes_and_a_new_order_leave_at_any_hour(wa: Rig) -> None:
    with clock.frozen(EVENING):
        say("a", template="new_order")
        say("b", template="sign_in_code", body="907153 kode", secret=True)
        assert send_due() == 2


def test_nothing_waits_where_nothing_really_leaves(settings: LazySettings, db: None) -> None:
    settings.MESSAGE_CHANNELS = {}
    with clock.frozen(EVENING):
        say()
        assert send_due() == 1


@pytest.mark.parametrize("word", ["BERHENTI", "berhenti", " Stop. ", "STOP!"])
def test_a_word_stops_messages_and_says_so_once(wa: Rig, word: str) -> None:
    with clock.frozen(NOON):
        hear(word, external_id="wamid.7")
        hear(word, external_id="wamid.7")
        message = say()
        assert send_due() == 1  # the answer alone
        message.refresh_from_db()
    assert (message.status, said()) == ("stopped", ["opted_out", "price_changed_by_shop"])


def test_codes_and_the_money_of_an_order_come_all_the_same(wa: Rig) -> None:
    optouts.stop(phone=PHONE)
    with clock.frozen(NOON):
        say("a", template="refunded")
        say("b", template="sign_in_code", body="907153 kode", secret=True)
        assert send_due() == 2


def test_another_word_starts_them_again(wa: Rig) -> None:
    with clock.frozen(NOON) as time:
        hear("BERHENTI")
        time.tick(minutes=1)
        hear("mulai")
        say()
        assert send_due() == 3
    assert not optouts.is_out(PHONE)
    assert OptOut.objects.get().until is not None


def test_words_that_come_in_the_wrong_order_count_by_when_they_were_written(wa: Rig) -> None:
    with clock.frozen(NOON) as time:
        time.tick(minutes=5)
        hear("MULAI", at=NOON.replace(minute=4))
        hear("BERHENTI", at=NOON.replace(minute=1))
    assert not optouts.is_out(PHONE)


def test_whoever_writes_anything_else_learns_once_a_day_that_nobody_reads_it(wa: Rig) -> None:
    with clock.frozen(NOON):
        hear("Kapan pesanan saya dikirim?", external_id="wamid.x")
        hear("Halo?")
        hear("tolong berhenti sebentar di depan")
    assert said() == ["not_read"]
    assert not optouts.is_out(PHONE)
    assert "Kapan" not in str(list(Receipt.objects.values()))


def test_within_a_day_of_a_word_whatsapp_takes_free_text(wa: Rig) -> None:
    with clock.frozen(NOON) as time:
        say("a")
        send_due()
        hear("MULAI")
        say("b", body="Baris satu\nBaris dua")
        send_due()
        time.tick(hours=24)
        say("c")
        send_due()
    assert [request["type"] for request in wa.box.requests] == ["template", "text", "template"]  # type: ignore[index]  # decoded JSON
    assert wa.box.letters[1].text == "Baris satu\nBaris dua"


def test_a_code_is_a_template_with_its_button_even_then(wa: Rig) -> None:
    with clock.frozen(NOON):
        hear("MULAI")
        say(template="sign_in_code", body="907153 adalah kode masuk.", secret=True)
        send_due()
    template = wa.box.requests[-1]["template"]  # type: ignore[index]  # decoded JSON
    value = [{"type": "text", "text": "907153"}]
    assert (template["name"], template["language"]) == ("otp_masuk", {"code": "id"})
    assert template["components"] == [
        {"type": "body", "parameters": value},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": value},
    ]


def test_no_code_can_be_stopped_or_made_to_wait() -> None:
    assert not kinds.may_be_stopped(template="anything", secret=True)
    assert not kinds.may_wait(template="anything", secret=True)
