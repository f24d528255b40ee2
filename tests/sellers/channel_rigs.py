"""Each channel beside a far side of its own, on real sockets, whose mood a test chooses."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sellers.messages.channels.console.channel import ConsoleChannel
from sellers.messages.channels.console.settings import ConsoleSettings
from sellers.messages.channels.email.channel import Email
from sellers.messages.channels.email.settings import EmailSettings
from sellers.messages.channels.port import Channel, ChannelSettings
from sellers.messages.channels.sms.channel import Sms
from sellers.messages.channels.sms.settings import SmsSettings
from sellers.messages.channels.whatsapp.channel import WhatsApp
from sellers.messages.channels.whatsapp.settings import WhatsAppSettings
from tests.fakes.messages import gateways, mail
from tests.fakes.messages.gateways import PHONE_ID, TOKEN
from tests.fakes.messages.letters import Box

TIMEOUT_S = 0.4
PHONE = "+6281234567890"
APP_SECRET = "the-app-secret"
VERIFY_TOKEN = "the-verify-token"


@dataclass(frozen=True)
class Rig:
    channel: Channel
    box: Box
    settings: ChannelSettings
    to: str = PHONE
    nobody_there: Channel | None = None  # the same channel, and no far side listens


def whatsapp_settings(url: str = "http://127.0.0.1:9/v23.0") -> WhatsAppSettings:
    return WhatsAppSettings(
        token=TOKEN, phone_id=PHONE_ID, app_secret=APP_SECRET, verify_token=VERIFY_TOKEN, url=url, timeout_s=TIMEOUT_S
    )


def sms_settings(url: str = "http://127.0.0.1:9/", *, knows_keys: bool = False) -> SmsSettings:
    return SmsSettings(
        url=url, fields={"phone": "{to}", "message": "{text}", "ref": "{key}"}, headers={"X-Token": TOKEN},
        knows_keys=knows_keys, id_field="data.0.id", answer_field="status", taken_words=("ok",),
        refused_words=("invalid",), hook_secret="the-hook-secret", timeout_s=TIMEOUT_S,
    )  # fmt: skip


@contextmanager
def whatsapp(_folder: Path) -> Iterator[Rig]:
    box = Box()
    with gateways.listening(gateways.WhatsAppHandler, box) as address:
        ours = whatsapp_settings(f"{address}/v23.0")
        yield Rig(WhatsApp(ours), box, ours, nobody_there=WhatsApp(whatsapp_settings()))


@contextmanager
def sms(_folder: Path) -> Iterator[Rig]:
    with _sms() as rig:
        yield rig


@contextmanager
def sms_with_keys(_folder: Path) -> Iterator[Rig]:
    with _sms(knows_keys=True) as rig:
        yield rig


@contextmanager
def sms_by_form(_folder: Path) -> Iterator[Rig]:
    with _sms(as_json=False) as rig:
        yield rig


@contextmanager
def sms_by_get(_folder: Path) -> Iterator[Rig]:
    with _sms(method="GET") as rig:
        yield rig


@contextmanager
def _sms(*, knows_keys: bool = False, as_json: bool = True, method: str = "POST") -> Iterator[Rig]:
    box = Box()
    with gateways.listening(gateways.SmsHandler, box, knows_keys=knows_keys) as address:
        ours = replace(sms_settings(f"{address}/send", knows_keys=knows_keys), as_json=as_json, method=method)
        yield Rig(Sms(ours), box, ours, nobody_there=Sms(sms_settings()))


@contextmanager
def email(folder: Path) -> Iterator[Rig]:
    box = Box()
    with ExitStack() as stack:
        port = stack.enter_context(mail.listening(box, mail.own_certificate(folder)))
        ours = EmailSettings(
            host="localhost", port=port, sender="Lapak <kabar@contoh.id>", user=mail.USER, password=mail.PASSWORD,
            timeout_s=TIMEOUT_S,
        )  # fmt: skip
        nobody = EmailSettings(host="localhost", port=9, sender=ours.sender, timeout_s=TIMEOUT_S)
        yield Rig(Email(ours), box, ours, to="dinas@contoh.id", nobody_there=Email(nobody))


@contextmanager
def console(_folder: Path) -> Iterator[Rig]:
    ours = ConsoleSettings()
    yield Rig(ConsoleChannel(ours), Box(), ours)


RIGS: dict[str, Callable[[Path], AbstractContextManager[Rig]]] = {
    "whatsapp": whatsapp, "sms": sms, "sms_with_keys": sms_with_keys, "sms_by_form": sms_by_form,
    "sms_by_get": sms_by_get, "email": email, "console": console,
}  # fmt: skip
