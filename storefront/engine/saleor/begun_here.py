"""Which transactions in Saleor are ours to collect: those that it asked us about as its payment app."""

from collections.abc import Collection

from storefront.engine.saleor.models import BegunHere


def note(transaction_id: str) -> None:
    BegunHere.objects.get_or_create(transaction_id=transaction_id)


def among(transaction_ids: Collection[str]) -> set[str]:
    return set(BegunHere.objects.filter(transaction_id__in=transaction_ids).values_list("transaction_id", flat=True))
