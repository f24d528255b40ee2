"""What every message channel keeps to, each against a far side on real sockets. A new channel adds its rig to RIGS."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sellers.messages.channels.port import Channel, ChannelError, Outgoing
from tests.fakes.messages.letters import Mood
from tests.sellers.channel_rigs import RIGS, TIMEOUT_S, Rig

FAR = [name for name in RIGS if name != "console"]  # those with somebody at the other end
LINK = "https://pasar.contoh.id/pesanan/K7QX29MB/"


@pytest.fixture
def rig(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
    with RIGS[request.param](tmp_path) as made:
        yield made


everyone = pytest.mark.parametrize("rig", RIGS, indirect=True)
far_sides = pytest.mark.parametrize("rig", FAR, indirect=True)


def send(rig: Rig, channel: Channel | None = None, **changes: object) -> str:
    fields = {"key": "k1", "to": rig.to, "body": "Pesanan Anda dikirim.", "template": "sent", **changes}
    return (channel or rig.channel).send(Outgoing(**fields)).external_id  # type: ignore[arg-type]  # a test's shorthand


def refused(rig: Rig, channel: Channel | None = None, **changes: object) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(rig, channel, **changes)
    return caught.value


@everyone
def test_a_channel_has_a_short_name_that_fits_the_row(rig: Rig) -> None:
    assert 0 < len(rig.channel.name) <= 20


@everyone
@pytest.mark.parametrize("broken", [{"to": ""}, {"body": ""}, {"to": "0812\r\nBcc: x@y.id"}])
def test_what_can_never_leave_says_so_for_good(rig: Rig, broken: dict[str, str]) -> None:
    if rig.channel.name == "console" and "\n" in broken.get("to", ""):
        return
    error = refused(rig, None, **broken)
    assert (error.permanent, error.may_have_left, rig.box.letters) == (True, False, [])


@far_sides
def test_a_message_arrives_and_the_far_side_names_it(rig: Rig) -> None:
    external_id = send(rig)
    letter = rig.box.letters[0]
    assert external_id
    assert (letter.to, letter.text) == (rig.to, "Pesanan Anda dikirim.")


@far_sides
def test_the_far_side_is_told_our_key(rig: Rig) -> None:
    send(rig, key="kunci7")
    assert "kunci7" in rig.box.letters[0].key


@far_sides
def test_a_receiver_who_does_not_exist_is_refused_for_good(rig: Rig) -> None:
    rig.box.mood = Mood.BAD_NUMBER
    error = refused(rig)
    assert (error.permanent, error.may_have_left) == (True, False)


@far_sides
@pytest.mark.parametrize("mood", [Mood.DOWN, Mood.WRONG_TOKEN])
def test_a_bad_day_there_or_a_wrong_token_may_be_tried_again(rig: Rig, mood: Mood) -> None:
    rig.box.mood = mood
    error = refused(rig)
    assert (error.permanent, error.may_have_left, rig.box.letters) == (False, False, [])


@far_sides
def test_where_nobody_listens_nothing_has_left(rig: Rig) -> None:
    error = refused(rig, rig.nobody_there)
    assert (error.permanent, error.may_have_left) == (False, False)


@far_sides
@pytest.mark.parametrize("mood", [Mood.DROPS, Mood.SLOW])
def test_a_lost_answer_is_said_to_be_one(rig: Rig, mood: Mood) -> None:
    """The far side took the message: whoever tried again would send it twice."""
    rig.box.mood = mood
    error = refused(rig)
    assert (error.permanent, error.may_have_left, len(rig.box.letters)) == (False, True, 1)


@everyone
def test_a_repeatable_channel_takes_a_key_once(rig: Rig) -> None:
    if not rig.channel.repeatable:
        return
    send(rig)
    send(rig)
    assert len(rig.box.letters) <= 1


@far_sides
def test_a_slow_far_side_is_not_waited_for_long(rig: Rig) -> None:
    rig.box.mood = Mood.SLOW
    begun = time.monotonic()
    refused(rig)
    assert time.monotonic() - begun < TIMEOUT_S + 3


@far_sides
def test_a_long_text_keeps_its_link(rig: Rig) -> None:
    send(rig, body="Halo Eko, ada kabar.\n\n" + "Opak Gambir, " * 500 + f"\n\nLihat di sini: {LINK}")
    text = rig.box.letters[0].text
    assert text.startswith("Halo Eko")
    assert text.endswith(LINK)


@far_sides
def test_signs_of_every_script_arrive(rig: Rig) -> None:
    send(rig, body="Opak ½ kg & 50% {text} <b> ☕ ꦲꦏ 你好")
    assert rig.box.letters[0].text == "Opak ½ kg & 50% {text} <b> ☕ ꦲꦏ 你好"


@everyone
@pytest.mark.parametrize("mood", Mood)
def test_a_code_never_stands_in_a_log_or_an_error(rig: Rig, mood: Mood, caplog: pytest.LogCaptureFixture) -> None:
    """Not even where the far side repeats it in its refusal."""
    rig.box.mood = mood
    with caplog.at_level(logging.DEBUG):
        try:
            send(rig, body="907153 adalah kode masuk Lapak.", secret=True)
        except ChannelError as error:
            assert "907153" not in str(error)
    assert "907153" not in caplog.text
