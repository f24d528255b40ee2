"""Bringing an order to the door with a photo of it: stored privately first, kept only when the step was right.

Who sold it, who bought it and the office that is asked about it may look at it, nobody else. The office's link is
signed for one person and ends after ten minutes.
"""

from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpResponse

from catalog.media.intake import store_image
from sellers.accounts.access import Scope
from sellers.people.models import Person
from storefront.orders import life_handover, life_table
from storefront.orders.models import Order, Shipment

FOLDER = "proofs"
LIVES_S = 10 * 60
_LONGEST = 200
_SIGNER = TimestampSigner(salt="orders.door_photo")


def deliver(*, scope: Scope, person: Person, order_code: str, photo: "File[bytes] | IO[bytes] | None" = None) -> Order:
    """The seller brought it. The picture is decoded outside the transaction; raises NotAPicture, PhotoTooLarge."""
    if photo is None:
        return life_handover.deliver(scope=scope, person=person, order_code=order_code)
    life_handover.may_deliver(scope=scope, person=person, order_code=order_code)  # before any decoding
    name = store_image(photo, folder=FOLDER)
    try:
        return life_handover.deliver(scope=scope, person=person, order_code=order_code, proof=name)
    except Exception:
        default_storage.delete(name)
        raise


def keep(*, order: Order, proof: str) -> bool:
    """A photo that came after the delivery had been noted: the first one stays. False where none is wanted."""
    wanted = Shipment.objects.filter(order=order, order__delivery_kind=life_table.SELLER, proof="")
    return bool(wanted.update(proof=proof))


def is_there(order: Order) -> bool:
    """Whether there is one to look at: a photo of the buyer's door, while somebody may still ask about the order."""
    shipment = getattr(order, "shipment", None)
    return bool(shipment and shipment.proof and order.state in life_table.PROOF_SHOWN)


def token_of(*, order: Order, person_id: int) -> str:
    return _SIGNER.sign(f"{order.code}.{person_id}")


def opened(*, scope: Scope, token: str) -> HttpResponse:
    """What a signed link opens. Http404 for one that is changed, old or another's, or an order out of reach."""
    try:
        code, person_id = _SIGNER.unsign(token[:_LONGEST], max_age=LIVES_S).split(".")
    except (BadSignature, ValueError):
        raise Http404 from None
    if person_id != str(scope.person_id):
        raise Http404
    return response_for(Order.objects.within(scope).select_related("shipment").filter(code=code).first())


def response_for(order: Order | None) -> HttpResponse:
    """The picture of an order the asker may see. Http404 where there is none, or no longer."""
    if order is None or not is_there(order) or not default_storage.exists(order.shipment.proof):
        raise Http404
    with default_storage.open(order.shipment.proof) as kept:  # at most PROOF_BYTES
        response = HttpResponse(kept.read(), content_type="image/webp")
    response["Content-Disposition"] = f'inline; filename="sampai-{order.code}.webp"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
