"""What every message channel keeps to. A new channel adds itself to CHANNELS."""

import logging

import pytest

from sellers.messages.channels.console.channel import ConsoleChannel
from sellers.messages.channels.port import Channel, ChannelError, Outgoing

CHANNELS: list[Channel] = [ConsoleChannel()]


@pytest.fixture(params=CHANNELS, ids=lambda channel: channel.name)
def channel(request: pytest.FixtureRequest) -> Channel:
    made: Channel = request.param
    return made


def message(**changes: object) -> Outgoing:
    fields = {"key": "k1", "to": "+6281234567890", "body": "Pesanan Anda dikirim.", "template": "order_sent", **changes}
    return Outgoing(**fields)  # type: ignore[arg-type]  # a test's shorthand


def test_a_channel_has_a_short_name_that_fits_the_row(channel: Channel) -> None:
    assert 0 < len(channel.name) <= 20


def test_a_message_can_be_handed_over_twice(channel: Channel) -> None:
    """Work is done at least once: the second time must not fail."""
    channel.send(message())
    channel.send(message())


@pytest.mark.parametrize("broken", [{"to": ""}, {"body": ""}])
def test_what_can_never_leave_says_so_for_good(channel: Channel, broken: dict[str, str]) -> None:
    with pytest.raises(ChannelError) as caught:
        channel.send(message(**broken))
    assert caught.value.permanent


def test_a_secret_never_stands_in_a_log(channel: Channel, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        channel.send(message(body="907153 adalah kode Anda", secret=True))
    assert "907153" not in caplog.text
