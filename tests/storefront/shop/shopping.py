"""What a buyer sends from the pages: the forms as the browser would send them."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from catalog.products.models import Variant
from storefront.orders.models import Purchase
from storefront.orders.tracking import path_for
from tests.cast import KARANGSARI, Cast


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def fill_basket(browser: Client, *variants: Variant, quantity: int = 1) -> None:
    for variant in variants:
        browser.post("/keranjang/isi/", {"variant": variant.pk, "quantity": quantity, "add": "1"})


def hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)


def answers(cast: Cast, **changes: str) -> dict[str, Any]:
    """The four answers of the checkout: everything brought by the sellers, one transfer to the cooperative."""
    return {
        "name": "Eko",
        "phone": "0812-0000-1004",
        "street": "Jl. Merdeka 5",
        "rt": "3",
        "rw": "5",
        "village_code": KARANGSARI,
        "landmark": "samping musala",
        f"delivery-{cast.saris.seller.pk}": str(cast.saris.own_delivery.pk),
        f"note-{cast.saris.seller.pk}": "Jangan pedas",
        f"delivery-{cast.citras.seller.pk}": str(cast.citras.own_delivery.pk),
        f"pay-coop:{cast.cooperative.pk}": "bank_transfer",
        **changes,
    }


def last_form(browser: Client, given: dict[str, Any]) -> dict[str, Any]:
    """The form as it stands before the last tap: first a recalculation, so that the button says the right amount."""
    page = text_of(browser.get("/checkout/"))
    begun = {"key": hidden(page, "key")[0], "line": hidden(page, "line"), **given}
    page = text_of(browser.post("/checkout/", {**begun, "step": "hitung"}))
    return {**begun, "line": hidden(page, "line"), "total": hidden(page, "total")[0], "step": "pesan"}


def buy(browser: Client, cast: Cast, **changes: str) -> Purchase:
    """A basket from Sari and Citra, placed through the pages."""
    fill_basket(browser, cast.saris.variant, cast.citras.variant)
    response = browser.post("/checkout/", last_form(browser, answers(cast, **changes)))
    assert response.status_code == 302, text_of(response)
    return Purchase.objects.latest("pk")


def act_on(purchase: Purchase, what: str) -> str:
    """The address of an act, signed as on the buyer's page."""
    page, _mark, token = path_for(purchase).partition("?")
    return f"{page}{what}?{token}"
