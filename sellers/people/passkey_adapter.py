"""What django-allauth asks about passkeys: whose they are, and of which site."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter

from sellers.people import passkeys
from sellers.people.models import Person
from sellers.people.phones import show_phone


class PasskeyAdapter(DefaultMFAAdapter):
    """The site is the one of LAPAK_BASE_URL, never the one a request names; nobody has an e-mail address or a name to
    sign in with."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        site = passkeys.site()
        return {"id": site.host if site else "", "name": "Lapak"}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        """The phone shows both names where its owner chooses among several people."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        shown = show_phone(user.phone)
        return {**entity, "name": shown, "display_name": user.name or shown}
