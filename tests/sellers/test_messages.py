"""The outbox: written once, sent after, wiped when secret."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction

from sellers.accounts.access import Scope
from sellers.kit import clock
from sellers.messages.actions import tell
from sellers.messages.models import Message
from sellers.messages.routes import MOST_TRIES
from sellers.messages.sending import send_due
from sellers.people.models import Person
from tests.sellers.failing_channels import FailingSettings

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def say(key: str = "order:1:sent", **changes: Any) -> Message:
    fields: dict[str, Any] = {"to": "+6281234567890", "body": "Pesanan dikirim.", "template": "order_sent", **changes}
    return tell(key=key, **fields)


def test_the_same_thing_is_told_once() -> None:
    first, again = say(), say(body="Lain")
    assert first.pk == again.pk
    assert Message.objects.get().body == "Pesanan dikirim."


def test_a_message_vanishes_with_what_it_tells_about() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        say()
        _ = 1 // 0
    assert Message.objects.count() == 0


def test_what_is_due_leaves_once() -> None:
    say()
    assert (send_due(), send_due()) == (1, 0)
    sent = Message.objects.get()
    assert (sent.sent_by, sent.done_at is not None) == ("console", True)


def test_what_is_for_later_waits() -> None:
    with clock.frozen(NOON) as time:
        say(due_at=clock.now() + timedelta(hours=1))
        assert send_due() == 0
        time.tick(hours=1)
        assert send_due() == 1


def test_a_secret_is_wiped_once_sent(settings: LazySettings) -> None:
    settings.DEMO = False
    say(body="123456 adalah kode", secret=True)
    send_due()
    assert Message.objects.get().body == ""


def test_the_demo_keeps_the_secret_for_its_outbox_page(settings: LazySettings) -> None:
    settings.DEMO = True
    say(body="123456 adalah kode", secret=True)
    send_due()
    assert "123456" in Message.objects.get().body


def test_a_message_that_is_no_secret_stays_readable(settings: LazySettings) -> None:
    settings.DEMO = False
    say()
    send_due()
    assert Message.objects.get().body == "Pesanan dikirim."


def test_a_channel_that_is_down_gets_the_message_again_later(settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {"whatsapp": FailingSettings("DownChannel")}
    with clock.frozen(NOON) as time:
        say()
        assert send_due() == 0
        put_back = Message.objects.get()
        assert (put_back.done_at, put_back.last_error, put_back.attempts) == (None, "no signal", 1)
        settings.MESSAGE_CHANNELS = {}
        time.tick(minutes=1)
        assert send_due() == 1


def test_a_channel_that_breaks_does_not_hold_up_the_other_messages(settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {"sms": FailingSettings("BrokenChannel")}
    with clock.frozen(NOON):
        say(key="first", channel="sms")
        say(key="second", channel="email", to="dinas@contoh.id")
        assert send_due() == 1
    broken = Message.objects.get(key="first")
    assert (broken.status, broken.last_error) == ("unsure", "KeyError")  # nobody knows how far it came


def test_a_channel_that_stays_down_is_given_up_in_the_end(settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {"whatsapp": FailingSettings("DownChannel")}
    with clock.frozen(NOON) as time:
        say()
        for _ in range(MOST_TRIES):
            send_due()
            time.tick(days=1)
        given_up = Message.objects.get()
    assert (given_up.attempts, given_up.sent_by, given_up.done_at is None) == (MOST_TRIES, "", False)


def test_a_number_that_does_not_exist_is_not_tried_again(settings: LazySettings) -> None:
    settings.MESSAGE_CHANNELS = {"whatsapp": FailingSettings("NoSuchNumberChannel")}
    settings.DEMO = False
    say(body="123456", secret=True)
    assert send_due() == 0
    given_up = Message.objects.get()
    assert (given_up.done_at is None, given_up.last_error, given_up.body) == (False, "no such number", "")


def test_only_the_operator_reads_the_outbox_of_others() -> None:
    eko = Person.objects.create_user("+6281200001004", "Eko")
    say(person=eko)
    say("code:1", person=eko, body="123456", secret=True)
    assert Message.objects.within(Scope()).count() == 0
    assert [m.key for m in Message.objects.within(Scope(person_id=eko.pk))] == ["order:1:sent"]
    assert Message.objects.within(Scope(operator=True)).count() == 2
