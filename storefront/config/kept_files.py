"""Who keeps which stored file, over all packages: what no row of these holds is swept a day later."""

from collections.abc import Iterable, Iterator

from catalog.media import sweeping
from catalog.products.sheets.keeping import sheets_kept
from payments.charges.models import Charge
from sellers.onboarding.models import Document, Opening
from storefront.orders.models import Shipment


def proofs_kept(names: Iterable[str]) -> set[str]:
    """Photos of transfers, and of parcels at the door."""
    wanted = list(names)
    charged = Charge.objects.filter(proof__in=wanted).values_list("proof", flat=True)
    return {*charged, *Shipment.objects.filter(proof__in=wanted).values_list("proof", flat=True)}


def documents_kept(names: Iterable[str]) -> set[str]:
    held = (file["name"] for files in Document.objects.values_list("files", flat=True).iterator() for file in files)
    return set(names).intersection(held)


def drafts_kept(names: Iterable[str]) -> set[str]:
    """Photos of a first good whose stall is still being opened, wherever among the answers they are named."""
    held = (
        text for answers in Opening.objects.values_list("answers", flat=True).iterator() for text in _texts(answers)
    )
    return set(names).intersection(held)


KEEPERS = sweeping.KEEPERS | {
    "proofs/": proofs_kept,
    "documents/": documents_kept,
    "drafts/": drafts_kept,
    "sheets/": sheets_kept,
}


def sweep() -> int:
    """What the loop runs now and then: files without rows, and photos that wait for a product since a week."""
    return sweeping.sweep_orphans(KEEPERS) + sweeping.sweep_waiting()


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
