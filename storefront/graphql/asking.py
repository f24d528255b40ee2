"""Who is asking: nobody, or the person of a bearer token. A cookie never counts here, so no other site can ask."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sellers.accounts.access import NOBODY, Scope
from sellers.accounts.asking import scope_of
from sellers.kit.errors import Expected
from sellers.people.models import Person
from sellers.people.tokens import person_for


class SignInNeeded(Expected):
    """The deed needs a person."""

    code = "sign_in_needed"
    status = 401


@dataclass(frozen=True)
class Asking:
    person: Person | None = None
    scope: Scope = NOBODY

    def someone(self) -> Person:
        if self.person is None:
            raise SignInNeeded(_("Masuk dulu. Sertakan token di kepala Authorization."))
        return self.person


def asking(request: HttpRequest) -> Asking:
    """From `Authorization: Bearer …`; an unknown or revoked token asks as nobody."""
    kind, _space, raw = request.headers.get("Authorization", "").partition(" ")
    person = person_for(raw.strip()) if kind.lower() == "bearer" and raw.strip() else None
    return Asking(person, scope_of(person)) if person else Asking()
