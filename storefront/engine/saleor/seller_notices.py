"""What a seller is told when somebody at the shop's Dashboard changed their goods. In the transaction that did it."""

from babel.numbers import get_currency_symbol
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.products.models import Product
from payments.money import Money
from sellers.messages.actions import tell
from storefront.engine.saleor.amounts import digits_of

SELLERS_LANGUAGE = "id"


def price_changed(*, product: Product, variant_id: int, label: str, version: int, was: Money, now: Money) -> None:
    with translation.override(SELLERS_LANGUAGE):
        body = _(
            "Pengelola toko mengubah harga %(name)s (%(pack)s) dari %(was)s menjadi %(now)s. "
            "Bapak/Ibu bisa mengubahnya lagi di halaman Produk."
        ) % {"name": product.name, "pack": label, "was": said(was), "now": said(now)}
    key = f"saleor:price:{variant_id}:{version}"
    tell(key=key, to=product.seller.phone, body=body, template="price_changed_by_shop")


def deleted(*, product: Product, key: str) -> None:
    with translation.override(SELLERS_LANGUAGE):
        body = _(
            "%(name)s dihapus oleh pengelola toko, jadi tidak dijual lagi. Pesanan yang ada tetap jalan. "
            "Tanyakan kepada pengelola bila ini keliru."
        ) % {"name": product.name}
    tell(key=f"saleor:deleted:{key}", to=product.seller.phone, body=body, template="product_deleted_by_shop")


def said(amount: Money) -> str:
    """As people here write it: Rp25.000."""
    digits = digits_of(amount.currency)
    whole, part = divmod(amount.minor, 10**digits)
    text = f"{whole:,}".replace(",", ".") + (f",{part:0{digits}}" if digits else "")
    return f"{get_currency_symbol(amount.currency, locale='id')}{text}"
