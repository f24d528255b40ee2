"""Requests of Saleor's staff for money back, and what each was answered: kept as Telling rows until the money left."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError

from sellers.kit import clock
from storefront.engine.paying_elsewhere import Answer, AskedBefore, Moving, SoldAs
from storefront.engine.saleor.models import Placement, SoldLine, Telling

BACK, REFUND = "back:", "refund:"  # what keys of requests, and of refunds, begin with
BY_SALEOR = "saleor"


class RefundRequests:
    """`Remembered` of storefront/engine/paying_elsewhere.py."""

    def answer_to(self, moving: Moving) -> Answer | None:
        row = Telling.objects.filter(key=_key(moving)).first()
        if row is None:
            return None
        return Answer(row.answer["reference"], tuple(row.answer.get("refunds", ())), row.answer.get("failed", ""))

    def begin(self, moving: Moving, *, about: str) -> None:
        try:
            Telling.objects.create(key=_key(moving), order_ref=about)
        except IntegrityError as error:
            raise AskedBefore from error

    def answer(self, moving: Moving, answer: Answer) -> None:
        row = Telling.objects.filter(key=_key(moving))
        if answer.failed:
            row.update(answer={"reference": answer.reference, "failed": answer.failed}, done_at=clock.now())
            return
        kept = {
            "reference": answer.reference, "transaction": moving.transaction_id, "refunds": list(answer.refunds),
            "amount_minor": moving.amount.minor, "currency": moving.amount.currency,
        }  # fmt: skip
        row.update(answer=kept)

    def asked_there(self, *, refund_ref: str, order_ref: str) -> None:
        Telling.objects.get_or_create(
            key=f"{REFUND}{refund_ref}",
            defaults={"order_ref": order_ref, "done_at": clock.now(), "answer": {"by": BY_SALEOR}},
        )

    def paid_by(self, transaction_id: str) -> Sequence[str]:
        if not transaction_id:
            return []
        placement = Placement.objects.filter(transaction_id=transaction_id).first()
        return list(placement.order_refs) if placement else []

    def sold_as(self, line_ids: Collection[str]) -> Sequence[SoldAs]:
        rows = SoldLine.objects.filter(line_id__in=line_ids)
        return [SoldAs(*row) for row in rows.values_list("line_id", "order_ref", "variant_id")]


def _key(moving: Moving) -> str:
    return f"{BACK}{moving.key}"
