"""What the desk's tests need: an order of Sari's in some state, and a picture to upload."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from payments.charges.models import Charge
from sellers.accounts.asking import scope_of
from sellers.kit import clock
from storefront.orders import life, settling
from storefront.orders.inputs import PartInput
from storefront.orders.models import Order
from storefront.orders.placing import place
from tests.cast import Cast
from tests.storefront.orders.wishes import cash, wanted, wish


def sold(
    cast: Cast, *, delivery: str = "own_delivery", way: str = "cash", key: str = "beli", quantity: int = 2
) -> Order:
    """An order of Sari's, sold: by cash at the handover, or by a transfer that came."""
    order = waiting(cast, delivery=delivery, way=way, key=key, quantity=quantity)
    if way == "bank_transfer":
        charge = Charge.objects.get(bill_ref=order.bill.code)
        settling.confirm_transfer(
            scope=scope_of(cast.dewi),
            person=cast.dewi,
            charge_code=charge.code,
            amount_minor=charge.total_minor,
            received_at=clock.now() - timedelta(minutes=1),
            external_id=f"mutasi-{key}",
        )
        order.refresh_from_db()
    return order


def waiting(cast: Cast, *, delivery: str = "courier", way: str = "bank_transfer", key: str, quantity: int = 2) -> Order:
    option = getattr(cast.saris, delivery)
    given = wish(
        cast,
        lines=(wanted(cast.saris.variant, quantity),),
        parts=(PartInput(cast.saris.seller.pk, option.pk, "Jangan pedas"),),
        payments=cash(cast) if way == "cash" else {f"coop:{cast.cooperative.pk}": "bank_transfer"},
    )
    return place(key=key, given=given).orders.get()


def packed(cast: Cast, **kind: str) -> Order:
    order = sold(cast, **kind)  # type: ignore[arg-type]  # only the text ones are passed
    life.pack(scope=scope_of(cast.sari), person=cast.sari, order_code=order.code)
    order.refresh_from_db()
    return order


def picture(name: str = "foto.jpg", colour: str = "orange") -> SimpleUploadedFile:
    held = BytesIO()
    Image.new("RGB", (640, 480), colour).save(held, "JPEG")
    return SimpleUploadedFile(name, held.getvalue(), "image/jpeg")
