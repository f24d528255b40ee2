"""What channels post to us: stored once, worked on by a sweep. Doubled, late and shuffled ones do no harm."""

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from sellers.kit import clock, due
from sellers.messages import optouts
from sellers.messages.actions import tell
from sellers.messages.channels.port import Told, Written
from sellers.messages.models import Message, Receipt, Sending
from sellers.people.models import Person

Kind = Receipt.Kind
Status = Message.Status
WORDS = {
    **dict.fromkeys(("berhenti", "stop", "henti"), Kind.STOP),
    **dict.fromkeys(("mulai", "start"), Kind.START),
}
ORDER = ("", Status.HANDED, Status.SENT, Status.DELIVERED, Status.READ)
NOT_TOLD = (Status.UNSURE, Status.FAILED, Status.EXPIRED)  # our own guesses: whatever a channel tells is better
PATIENCE = timedelta(minutes=30)  # a status may be faster than our own note of what it is about
KEPT = timedelta(days=30)


def store(*, channel: str, heard: list[Told | Written]) -> int:
    """Keep what is new; answers how much that was. One row an event, however often it comes."""
    rows = [_row_of_status(one) if isinstance(one, Told) else _row_of_text(one) for one in heard]
    kept = sum(_keep(channel, row) for row in rows)
    if kept:
        due.nudge("message_receipts")
    return kept


def work_due() -> int:
    """Apply what came; answers how many rows were settled."""
    return sum(_work(receipt) for receipt in due.take(Receipt.objects.all(), limit=100))


def forget_old() -> int:
    """Remove what has been worked on long ago; a word somebody sent stays, for it says why a phone is silent."""
    old = Receipt.objects.filter(done_at__isnull=False, told_at__lt=clock.now() - KEPT)
    return old.exclude(kind__in=(Kind.STOP, Kind.START)).delete()[0]


def _row_of_status(told: Told) -> Receipt:
    return Receipt(
        key=_hash(told.external_id, told.status), kind=Kind.STATUS, external_id=told.external_id, status=told.status,
        sending_key=told.key[:40], reason=told.reason[:60], told_at=min(told.at, clock.now()),
    )  # fmt: skip


def _row_of_text(written: Written) -> Receipt:
    words = "".join(sign if sign.isalpha() else " " for sign in written.text).split()
    kind = WORDS.get(words[0].lower(), Kind.OTHER) if len(words) == 1 else Kind.OTHER
    at = min(written.at, clock.now())
    # a gateway that names no message: the same words in the same minute are the same message
    own = written.external_id or f"{written.phone} {at:%Y-%m-%dT%H:%M} {written.text}"
    return Receipt(key=_hash(own, "text"), kind=kind, external_id=written.external_id, phone=written.phone, told_at=at)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _keep(channel: str, row: Receipt) -> bool:
    row.channel = channel
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # it came before
        return False
    return True


def _work(receipt: Receipt) -> bool:
    with transaction.atomic():
        settled = _apply_status(receipt) if receipt.kind == Kind.STATUS else _apply_text(receipt)
        if settled:
            due.finish(receipt)
            return True
    if clock.now() - receipt.told_at > PATIENCE:
        due.finish(receipt, error="about no message of ours")
        return True
    due.fail(receipt, "its message is not there yet", retry_in_s=10)
    return False


def _apply_status(receipt: Receipt) -> bool:
    """False while the message it is about is not known."""
    about = Q(external_id=receipt.external_id)
    if receipt.sending_key:
        about |= Q(key=receipt.sending_key)
    sending = Sending.objects.filter(about, channel=receipt.channel).select_related("message").first()
    if sending is None:
        return False
    rows = Sending.objects.filter(pk=sending.pk)
    # an answer that was lost, found by our own key
    rows.filter(external_id="").update(external_id=receipt.external_id)
    rows.filter(state__in=(Sending.State.UNSURE, Sending.State.LEAVING)).update(state=Sending.State.HANDED)
    if receipt.status == Status.FAILED:
        _failed(sending, receipt)
    else:
        _moved(sending, receipt)
    return True


def _moved(sending: Sending, receipt: Receipt) -> None:
    """Forward only: a status that comes late says less than what is known."""
    below = ORDER[: ORDER.index(receipt.status)]
    rows = Sending.objects.filter(pk=sending.pk, status__in=(*below, Status.FAILED))
    rows.update(status=receipt.status, status_at=receipt.told_at)
    messages = Message.objects.filter(pk=sending.message_id, round=sending.round)
    messages.filter(status__in=(*below, *NOT_TOLD)).update(status=receipt.status)
    if receipt.status != Status.SENT:  # a code that arrived needs no other channel
        messages.filter(done_at__isnull=True, leased_until__isnull=True).update(due_at=clock.now())


def _failed(sending: Sending, receipt: Receipt) -> None:
    """Taken, and not delivered after all: the next channel's turn, unless another has it there already."""
    rows = Sending.objects.filter(pk=sending.pk, status__in=("", Status.SENT))
    if not rows.update(status=Status.FAILED, status_at=receipt.told_at, error=receipt.reason):
        return
    again = Message.objects.filter(pk=sending.message_id, round=sending.round).exclude(
        status__in=(Status.DELIVERED, Status.READ)
    )
    again.filter(body="").update(status=Status.FAILED)
    # one that a worker holds right now is looked at again when its lease is over
    again.exclude(body="").update(status="", done_at=None, due_at=clock.now())


def _apply_text(receipt: Receipt) -> bool:
    """The last word counts, in the order they were written. Each answer is a message of its own."""
    newer = Receipt.objects.filter(phone=receipt.phone, kind__in=(Kind.STOP, Kind.START), told_at__gt=receipt.told_at)
    if receipt.kind == Kind.OTHER:
        _say(receipt, "not_read", f"not_read:{receipt.phone}:{receipt.told_at:%Y-%m-%d}")
    elif not newer.exists():
        if receipt.kind == Kind.STOP:
            optouts.stop(phone=receipt.phone, at=receipt.told_at)
            _say(receipt, "opted_out", f"opted_out:{receipt.pk}")
        elif optouts.start(phone=receipt.phone, at=receipt.told_at):
            _say(receipt, "opted_in", f"opted_in:{receipt.pk}")
    return True


def _say(receipt: Receipt, template: str, key: str) -> None:
    """An answer in the language of the person, where the number is known."""
    person = Person.objects.filter(phone=receipt.phone).first()
    with translation.override(person.language if person else None):
        bodies = {
            "opted_out": _(
                "Pesan Lapak dihentikan. Kode masuk dan kabar uang pesanan tetap dikirim. Balas MULAI untuk menyalakan."
            ),
            "opted_in": _("Pesan Lapak menyala lagi. Balas BERHENTI untuk menghentikan."),
            "not_read": _(
                "Nomor ini tidak dibaca orang. Hubungi penjual lewat tautan pesanan. Balas BERHENTI untuk tidak "
                "menerima pesan."
            ),
        }
        tell(key=key, to=receipt.phone, body=bodies[template], template=template, channel=receipt.channel)
