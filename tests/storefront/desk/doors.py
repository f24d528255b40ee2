"""What the pages of helpers, invitations and numbers are about, all of it Sari's: for the walk through every page."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator

from sellers.accounts.asking import scope_of
from sellers.accounts.models import HelperConsent, HelperRequest, Invitation
from sellers.accounts.number_changes import attest
from sellers.kit import clock
from sellers.people import passkeys
from sellers.people.models import Handset
from tests.cast import Cast


def doors(cast: Cast) -> dict[str, dict[str, Any]]:
    """The parts of each address, by the name of the page."""
    seller = cast.saris.seller
    soon = clock.now() + timedelta(days=1)
    door = Invitation.objects.create(seller=seller, code="BCDFGHJK", role="anggota", made_by=cast.sari, expires_at=soon)
    asked = HelperRequest.objects.create(seller=seller, helper=cast.eko, verbs=["products"])
    consent = HelperConsent.objects.get(seller=seller, helper=cast.budi)
    handset = Handset.objects.create(person=cast.sari, key_hash="0" * 64)
    passkey = Authenticator.objects.create(user=cast.sari, type=passkeys.WEBAUTHN, data={"name": "HP Sari"})
    change = attest(scope=scope_of(cast.budi), person=cast.budi, for_id=cast.sari.pk, phone="+6281255550009")
    return {
        "desk:person_enter": {"handset_id": handset.pk},
        "desk:passkey_removal": {"passkey_id": passkey.pk},
        **{f"desk:{name}": {"invitation_id": door.pk} for name in ("invitation", "invitation_withdrawal")},
        "desk:helper_withdrawal": {"consent_id": consent.pk},
        "desk:helper_answer": {"request_id": asked.pk},
        "join": {"code": door.code},
        "join_answer": {"membership_id": 1},
        "helper_open": {"seller_id": seller.pk},
        "helper_step_back": {"consent_id": consent.pk},
        **{name: {"person_id": cast.sari.pk} for name in ("helper_unlock", "helper_number")},
        "account_number_old": {"key": change.stop_key},
        "account_number_proof": {"code": change.code},
    }
