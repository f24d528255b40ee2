"""Links to photographed papers: signed, for one person, for ten minutes. Whoever opens one is checked again."""

from dataclasses import dataclass

from django.core.signing import BadSignature, TimestampSigner

from sellers.accounts.access import Scope
from sellers.onboarding.models import Document

LIVES_S = 10 * 60
_SALT = "onboarding.document"
LONGEST = 200


@dataclass(frozen=True)
class Pictured:
    """A picture of a paper that the asker may see now."""

    document: Document
    name: str  # in the storage


def token_of(*, document: Document, position: int, person_id: int) -> str:
    return TimestampSigner(salt=_SALT).sign(f"{document.pk}.{position}.{person_id}")


def pictured(*, scope: Scope, token: str) -> Pictured | None:
    """What the token opens for this scope; None when it is changed, too old, another's, or the paper is gone."""
    try:
        said = TimestampSigner(salt=_SALT).unsign(token[:LONGEST], max_age=LIVES_S)
        document_id, position, person_id = (int(part) for part in said.split("."))
    except (BadSignature, ValueError):
        return None
    if scope.person_id is None or person_id != scope.person_id:
        return None
    document = Document.objects.within(scope).current().filter(pk=document_id).first()
    if document is None or not 0 <= position < len(document.files):
        return None
    return Pictured(document, document.files[position]["name"])
