"""The half-filled opening of a stall: one open draft a person, gone on with on any phone that person signs in on."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from sellers.accounts.models import Cooperative, Seller
from sellers.kit import clock
from sellers.onboarding import funnel
from sellers.onboarding.models import Opening
from sellers.people.models import Person

LAST_STEP = "bayar"
JUST_DONE = timedelta(hours=1)


def draft_of(person: Person) -> Opening | None:
    return Opening.objects.under_way().filter(person=person).first()


def left_off(person: Person) -> Opening | None:
    """The draft somebody can go on with: a question was answered, or the stall stands and its good waits."""
    opening = draft_of(person)
    return opening if opening and (opening.step or opening.seller_id) else None


def just_done(person: Person) -> bool:
    """Whether the last answer was taken so lately that its button pressed again asks for no other stall."""
    return Opening.objects.filter(person=person, done_at__gte=clock.now() - JUST_DONE).exists()


@transaction.atomic
def keep(*, person: Person, step: str, answers: dict[str, Any], cooperative: Cooperative | None = None) -> Opening:
    """Keep what was answered at `step` with the answers before; the newest phone wins, question by question.

    The last answer is no step of its own: `open_bayar` is reached when the stall stands.
    """
    opening = keep_aside(person=person, answers=answers)
    if step != LAST_STEP:
        opening.step = step
        funnel.reach(person=person, step=f"open_{step}")
    if cooperative is not None:
        opening.cooperative = cooperative
    opening.save(update_fields=["step", "cooperative"])
    return opening


@transaction.atomic
def keep_aside(*, person: Person, answers: dict[str, Any]) -> Opening:
    """Keep part of an answer that is not whole yet; no step is reached by it."""
    opening = Opening.objects.under_way().select_for_update().filter(person=person).first()
    if opening is None:
        try:
            with transaction.atomic():
                opening = Opening.objects.create(person=person)
        except IntegrityError:  # the other phone began at the same moment
            opening = Opening.objects.under_way().select_for_update().get(person=person)
    opening.answers, opening.updated_at = opening.answers | answers, clock.now()
    opening.save(update_fields=["answers", "updated_at"])
    return opening


@transaction.atomic
def stands(*, opening: Opening, seller: Seller) -> None:
    """The stall stands; its good is not listed yet, so the answers stay, but for those about the bank."""
    kept = {field: value for field, value in opening.answers.items() if not field.startswith("bank")}
    Opening.objects.under_way().filter(pk=opening.pk).update(
        seller=seller, cooperative=seller.cooperative, answers=kept
    )


@transaction.atomic
def finish(*, opening: Opening, seller: Seller) -> None:
    """The stall stands: the answers, which hold an account number, are forgotten."""
    Opening.objects.under_way().filter(pk=opening.pk).update(
        seller=seller, cooperative=seller.cooperative, answers={}, done_at=clock.now()
    )
