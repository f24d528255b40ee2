"""A paper that waits for an officer, and the addresses that are about it."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from sellers.onboarding.links import token_of
from sellers.onboarding.models import Document
from tests.cast import Cast


def waiting_paper(cast: Cast) -> Document:
    name = default_storage.save("documents/00/aa.webp", ContentFile(b"RIFF"))
    return Document.objects.create(
        seller=cast.saris.seller, kind="nib", number="1234567890123", sent_by=cast.sari,
        files=[{"name": name, "sha256": "0" * 64}],
    )  # fmt: skip


def paper_addresses(cast: Cast, paper: Document) -> dict[str, dict[str, Any]]:
    """Parts of each address by its name; the links are Sari's and Dewi's own."""
    decided = ("paper", "paper_acceptance", "paper_refusal", "paper_undo")
    readers = {"desk": cast.sari, "cooperative": cast.dewi}
    links = {
        f"{where}:paper_picture": {"token": token_of(document=paper, position=0, person_id=reader.pk)}
        for where, reader in readers.items()
    }
    return {
        **links,
        **{f"desk:{name}": {"kind": "nib"} for name in ("paper", "paper_withdrawal")},
        **{f"cooperative:{name}": {"document_id": paper.pk} for name in decided},
    }
