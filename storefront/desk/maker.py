"""A product names its maker: one of the members, chosen on the product's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.products.making import makers, set_maker
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk, at_desk, product_stall
from storefront.desk.shell import refuse, say
from storefront.desk.typed import number, typed


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def choose_maker(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    """An empty choice is nobody in particular; anybody who is no member is refused."""
    chosen = typed(request.POST, "pembuat", most=12)
    try:
        set_maker(
            scope=desk.scope, person=desk.person, product_id=product_id, maker_id=number(chosen) if chosen else None
        )
    except Expected as error:
        refuse(request, error)
    else:
        say(request, _("Pembuat tersimpan."))
    return redirect("desk:product", product_id=product_id)


def choices(desk: Desk) -> list[tuple[int, str]]:
    """Whom a group can name; a stall of one person has nothing to choose."""
    found = makers(desk.seller.pk)
    return found if len(found) > 1 else []
