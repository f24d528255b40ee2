"""A message through its channels: in order, each once, and what happens when answers are lost or late."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from sellers.kit import clock
from sellers.messages import receipts
from sellers.messages.actions import tell
from sellers.messages.channels.port import Handed, Outgoing, Told
from sellers.messages.models import Message, Sending
from sellers.messages.routes import CODE_ARRIVES_S, MOST_TRIES
from sellers.messages.sending import LEASE_S, send_due
from tests.fakes.messages.letters import Mood
from tests.sellers.channel_rigs import PHONE, Rig, email, sms, sms_with_keys, whatsapp

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def wa(tmp_path: Path) -> Iterator[Rig]:
    with whatsapp(tmp_path) as rig:
        yield rig


@pytest.fixture
def text(tmp_path: Path) -> Iterator[Rig]:
    with sms(tmp_path) as rig:
        yield rig


@pytest.fixture
def day(settings: LazySettings, wa: Rig, text: Rig) -> Iterator[clock.frozen]:
    """A noon at a market with WhatsApp and SMS, in production."""
    settings.DEMO = False
    settings.MESSAGE_CHANNELS = {"whatsapp": wa.settings, "sms": text.settings}
    with clock.frozen(NOON) as time:
        yield time


def say(key: str = "new_order:K7QX29MB", **changes: Any) -> Message:
    fields: dict[str, Any] = {"to": PHONE, "body": "Ada pesanan baru.", "template": "new_order", **changes}
    return tell(key=key, **fields)


def say_code() -> Message:
    return say("code:1", template="sign_in_code", body="907153 adalah kode masuk.", secret=True)


def told(status: str, rig: Rig, *, at: datetime | None = None, key: str = "") -> None:
    one = Told("wamid.1", status, at or clock.now(), key)
    receipts.store(channel=rig.channel.name, heard=[one])
    receipts.work_due()


def now(message: Message) -> Message:
    return Message.objects.get(pk=message.pk)


def test_whatsapp_has_the_first_turn_and_its_statuses_are_shown(day: clock.frozen, wa: Rig, text: Rig) -> None:
    message = say()
    assert send_due() == 1
    assert (now(message).status, now(message).sent_by) == ("handed", "whatsapp")
    for status in ("sent", "delivered", "read"):
        told(status, wa)
        assert now(message).status == status
    assert (len(wa.box.letters), text.box.letters) == (1, [])


def test_statuses_out_of_order_and_doubled_do_no_harm(day: clock.frozen, wa: Rig) -> None:
    message = say()
    send_due()
    for status in ("read", "sent", "delivered", "read", "failed", "delivered"):
        told(status, wa)
    assert now(message).status == "read"
    assert (send_due(), len(wa.box.letters)) == (0, 1)


def test_a_number_without_whatsapp_gets_an_sms_at_once(day: clock.frozen, wa: Rig, text: Rig) -> None:
    wa.box.mood = Mood.BAD_NUMBER
    message = say()
    assert send_due() == 1
    assert [letter.to for letter in text.box.letters] == [PHONE]
    assert (now(message).status, now(message).sent_by) == ("handed", "sms")


def test_a_failure_told_later_brings_the_sms(day: clock.frozen, wa: Rig, text: Rig) -> None:
    """WhatsApp takes every number, and tells by a status when nobody has it."""
    message = say()
    send_due()
    told("failed", wa)
    told("failed", wa)
    assert send_due() == 1
    assert (len(wa.box.letters), len(text.box.letters), now(message).status) == (1, 1, "handed")


def test_a_failure_told_before_the_call_had_ended_brings_the_sms(
    day: clock.frozen, wa: Rig, text: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = type(wa.channel).send

    def send_and_fail(channel: Any, outgoing: Outgoing) -> Handed:
        handed = send(channel, outgoing)
        told("failed", wa, key=outgoing.key)
        return handed

    monkeypatch.setattr(type(wa.channel), "send", send_and_fail)
    message = say()
    assert send_due() == 1
    assert (now(message).status, now(message).sent_by) == ("handed", "sms")
    assert (len(wa.box.letters), len(text.box.letters)) == (1, 1)


def test_what_fails_everywhere_says_so(day: clock.frozen, wa: Rig, text: Rig) -> None:
    wa.box.mood = text.box.mood = Mood.BAD_NUMBER
    message = say()
    assert send_due() == 0
    assert (now(message).status, now(message).last_error) == ("failed", "sms gateway: invalid")
    assert now(message).done_at is not None


def test_the_operator_is_told_of_what_cannot_wait(
    day: clock.frozen, wa: Rig, text: Rig, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
    wa.box.mood = text.box.mood = Mood.BAD_NUMBER
    with email(tmp_path) as post:
        settings.MESSAGE_CHANNELS = {**settings.MESSAGE_CHANNELS, "email": post.settings}
        settings.OPERATOR_EMAIL = "operator@contoh.id"
        say()
        say("price:1", template="price_changed_by_shop")
        send_due()
        letters = post.box.letters
    assert [letter.to for letter in letters] == ["operator@contoh.id"]
    assert "Ada pesanan baru." in letters[0].text
    assert "0812-3456-7890" in letters[0].text


@pytest.mark.parametrize("mood", [Mood.DROPS, Mood.SLOW])
def test_a_lost_answer_is_never_asked_for_again(day: clock.frozen, wa: Rig, text: Rig, mood: Mood) -> None:
    wa.box.mood = mood
    message = say()
    send_due()
    day.tick(days=1)
    send_due()
    assert (now(message).status, len(wa.box.letters), text.box.letters) == ("unsure", 1, [])


def test_a_status_settles_what_was_unsure_by_our_own_key(day: clock.frozen, wa: Rig) -> None:
    wa.box.mood = Mood.DROPS
    message = say()
    send_due()
    told("delivered", wa, key=Sending.objects.get().key)
    assert (now(message).status, Sending.objects.get().state) == ("delivered", "handed")


def test_a_gateway_that_knows_keys_is_asked_again(day: clock.frozen, settings: LazySettings, tmp_path: Path) -> None:
    with sms_with_keys(tmp_path) as keyed:
        settings.MESSAGE_CHANNELS = {"sms": keyed.settings}
        keyed.box.mood = Mood.DROPS
        message = say()
        send_due()
        keyed.box.mood = Mood.WELL
        day.tick(minutes=2)
        assert send_due() == 1
        assert (now(message).status, len(keyed.box.letters), len(keyed.box.requests)) == ("handed", 1, 2)


def test_an_urgent_message_goes_on_to_sms_when_whatsapp_stays_down(day: clock.frozen, wa: Rig, text: Rig) -> None:
    wa.box.mood = Mood.DOWN
    say()
    for _try in range(3):
        send_due()
        day.tick(minutes=5)
    assert (len(wa.box.requests), len(text.box.letters)) == (3, 1)


def test_what_can_wait_waits_for_whatsapp_longer(day: clock.frozen, wa: Rig, text: Rig) -> None:
    wa.box.mood = Mood.DOWN
    say(template="price_changed_by_shop")
    for _try in range(3):
        send_due()
        day.tick(minutes=5)
    assert text.box.letters == []
    wa.box.mood = Mood.WELL
    assert send_due() == 1


def test_a_market_whose_channels_stay_down_gives_up_in_the_end(day: clock.frozen, wa: Rig, text: Rig) -> None:
    wa.box.mood = text.box.mood = Mood.WRONG_TOKEN
    message = say()
    for _try in range(MOST_TRIES + 3):
        send_due()
        day.tick(hours=2)
    assert (now(message).status, len(text.box.requests)) == ("failed", MOST_TRIES)


def test_a_code_that_is_not_delivered_in_time_comes_by_sms_too(day: clock.frozen, wa: Rig, text: Rig) -> None:
    message = say_code()
    send_due()
    day.tick(seconds=CODE_ARRIVES_S - 1)
    assert (send_due(), text.box.letters) == (0, [])
    day.tick(seconds=2)
    assert send_due() == 1
    assert "907153" in text.box.letters[0].text
    assert (now(message).body, now(message).done_at is None) == ("", False)


def test_a_code_that_was_delivered_comes_once_and_is_wiped(day: clock.frozen, wa: Rig, text: Rig) -> None:
    message = say_code()
    send_due()
    told("delivered", wa)
    send_due()
    day.tick(minutes=5)
    send_due()
    assert (now(message).body, now(message).status, text.box.letters) == ("", "delivered", [])


def test_a_code_goes_by_sms_at_once_when_whatsapp_is_down(day: clock.frozen, wa: Rig, text: Rig) -> None:
    wa.box.mood = Mood.DOWN
    say_code()
    assert send_due() == 1
    assert len(text.box.letters) == 1


def test_a_code_nobody_can_use_any_more_does_not_leave(day: clock.frozen, wa: Rig, text: Rig) -> None:
    wa.box.mood = text.box.mood = Mood.DOWN
    message = say_code()
    send_due()
    wa.box.mood = text.box.mood = Mood.WELL
    day.tick(minutes=11)
    assert send_due() == 0
    assert (now(message).status, now(message).body, wa.box.letters, text.box.letters) == ("expired", "", [], [])


def test_codes_go_before_everything_else(day: clock.frozen, wa: Rig) -> None:
    for number in range(5):
        say(f"new_order:{number}")
    say_code()
    send_due()
    assert "907153" in wa.box.letters[0].text


def test_a_process_that_died_in_the_call_left_a_message_unsure(day: clock.frozen, wa: Rig, text: Rig) -> None:
    """Between the call and its note: it may be on the phone already, so it is not sent again."""
    message = say()
    Sending.objects.create(message=message, round=1, channel="whatsapp", key="k", state=Sending.State.LEAVING, tries=1)
    Message.objects.update(leased_until=clock.now() + timedelta(seconds=LEASE_S))
    assert send_due() == 0
    day.tick(seconds=LEASE_S + 1)
    send_due()
    assert (now(message).status, wa.box.letters, text.box.letters) == ("unsure", [], [])


def test_a_process_that_died_in_the_call_is_repeated_where_keys_are_known(
    day: clock.frozen, settings: LazySettings, tmp_path: Path
) -> None:
    with sms_with_keys(tmp_path) as keyed:
        settings.MESSAGE_CHANNELS = {"sms": keyed.settings}
        message = say()
        Sending.objects.create(message=message, round=1, channel="sms", key="k", state=Sending.State.LEAVING, tries=1)
        day.tick(seconds=LEASE_S + 1)
        assert send_due() == 1
        assert [letter.key for letter in keyed.box.letters] == ["k"]


def test_a_call_under_way_is_left_alone(day: clock.frozen, wa: Rig) -> None:
    message = say()
    Sending.objects.create(message=message, round=1, channel="whatsapp", key="k", state=Sending.State.LEAVING, tries=1)
    assert send_due() == 0
    assert (now(message).done_at, wa.box.letters, Sending.objects.get().state) == (None, [], "leaving")


def test_a_status_that_is_faster_than_our_own_note_waits_for_it(day: clock.frozen, wa: Rig) -> None:
    told("delivered", wa)
    message = say()
    send_due()
    day.tick(seconds=15)
    receipts.work_due()
    assert now(message).status == "delivered"


def test_a_status_about_no_message_of_ours_is_put_away(day: clock.frozen, wa: Rig) -> None:
    told("delivered", wa)
    day.tick(hours=1)
    assert receipts.work_due() == 1
    day.tick(days=40)
    assert receipts.forget_old() == 1
