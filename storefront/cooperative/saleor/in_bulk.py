"""Giving many products of the shop to sellers at once: by the values of an attribute, or by a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected
from sellers.people.models import Person
from storefront.cooperative.saleor.found import give
from storefront.cooperative.saleor.gate import for_operator, page
from storefront.cooperative.typed import typed
from storefront.engine.saleor import assigning_lists, offering
from storefront.engine.saleor.assigning_lists import ListRow

MOST_TYPED = 2_000_000
CHOSEN = "nilai-"  # field of one value: its place in the list


@for_operator(methods=("GET", "HEAD", "POST"))
def by_attribute(request: HttpRequest, person: Person) -> HttpResponse:
    """GET chooses an attribute and a seller for each of its values, POST counts first and gives then."""
    known = offering.attributes()
    slug = typed(request.POST if request.method == "POST" else request.GET, "atribut", most=255)
    attribute = next((one for one in known if one.slug == slug), None)
    chosen = _chosen(request, attribute) if attribute else {}
    error = None
    preview: list[tuple[str, int]] = []
    if request.method == "POST" and attribute is not None:
        wanted = offering.by_attribute(attribute.slug, chosen)
        if not chosen:
            error = Expected(_("Pilih penjual untuk paling sedikit satu nilai."), field="penjual")
        elif request.POST.get("langkah") == "terapkan":
            give(request, person, wanted)
            return redirect("cooperative:saleor_found")
        else:
            names = {one.seller_id: one.name for one in offering.sellers()}
            preview = [(names[pk], list(wanted.values()).count(pk)) for pk in dict.fromkeys(chosen.values())]
    return page(
        request, person, "by_attribute.html", "found", status=error.status if error else 200, known=known,
        attribute=attribute, chosen=_shown(request, chosen, attribute), preview=preview, error=error,
        sellers=[(one.seller_id, one.name) for one in offering.sellers()], categories=offering.categories(),
        given=request.POST,
    )  # fmt: skip


@for_operator(methods=("GET", "HEAD", "POST"))
def by_list(request: HttpRequest, person: Person) -> HttpResponse:
    """A CSV: shown row by row first, given after that. A list that cannot be read comes back in its box."""
    rows: list[ListRow] = []
    error, pasted = None, request.POST.get("tempel", "")[:MOST_TYPED].replace("\0", "")
    if request.method == "POST":
        try:
            pasted = _text(request, pasted)
            rows = assigning_lists.read(pasted, offered=offering.offered(), sellers=offering.sellers())
            wanted = assigning_lists.wanted(rows)
            if request.POST.get("langkah") == "terapkan" and wanted:
                give(request, person, wanted)
                return redirect("cooperative:saleor_found")
        except Expected as refused:
            error = refused
    return page(
        request, person, "by_list.html", "found", status=error.status if error else 200, rows=rows, pasted=pasted,
        used=sum(not row.problem for row in rows), error=error, given=request.POST, categories=offering.categories(),
    )  # fmt: skip


def _chosen(request: HttpRequest, attribute: offering.Attribute) -> dict[str, int]:
    """Sellers by the value's slug, of those that are sellers."""
    allowed = {one.seller_id for one in offering.sellers()}
    chosen = {}
    for place, value in enumerate(attribute.values):
        text = request.POST.get(f"{CHOSEN}{place}", "")
        if text.isdecimal() and len(text) < 19 and int(text) in allowed:
            chosen[value.slug] = int(text)
    return chosen


def _shown(
    request: HttpRequest, chosen: dict[str, int], attribute: offering.Attribute | None
) -> dict[str, int]:  # fmt: skip
    """What stands in the boxes: what was chosen, and at first the seller of the same name."""
    if attribute is None or request.method == "POST":
        return chosen
    return {value.slug: value.seller_id for value in attribute.values if value.seller_id}


def _text(request: HttpRequest, pasted: str) -> str:
    uploaded = request.FILES.get("berkas")
    if uploaded is not None:
        return assigning_lists.decode(uploaded.read(assigning_lists.MOST_BYTES + 1)).replace("\0", "")
    if not pasted.strip():
        raise Expected(_("Pilih berkas CSV, atau tempel isinya."), field="berkas")
    return pasted
