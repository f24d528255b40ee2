"""Whether the packer weighs a product: one choice on its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from catalog.products.models import Product
from catalog.products.weighed import CHOICES, by_weight, set_weighed
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk, at_desk, product_stall
from storefront.desk.shell import refuse, say


def choices(product: Product) -> list[tuple[str, str]]:
    """What can be chosen for it; nothing for goods that are counted, not weighed."""
    if not by_weight(product):
        return []
    some = [(str(percent), _("Ditimbang, beda sampai %(n)s%%") % {"n": percent}) for percent in CHOICES]
    return [("", _("Tidak ditimbang, beratnya pas")), *some]


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=product_stall)
def save(request: HttpRequest, desk: Desk, product_id: int) -> HttpResponse:
    text = request.POST.get("weighed_percent", "")[:3]
    try:
        percent = int(text) if text.isascii() and text.isdigit() else None
        set_weighed(scope=desk.scope, person=desk.person, product_id=product_id, percent=percent)
    except Expected as error:
        refuse(request, error)
    else:
        say(request, _("Perubahan tersimpan."))
    return redirect("desk:product", product_id=product_id)
