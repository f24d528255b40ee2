"""Savings from the office's own list: every usable row is taken over, every other says why not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit.errors import Expected, NotFound
from storefront.cooperative.gate import Office, in_office, page
from storefront.terms.shares import surplus_actions as actions
from storefront.terms.shares.amounts import typed_amount
from storefront.terms.shares.models import SurplusPart, SurplusYear
from storefront.terms.shares.savings_file import KnownMember, SavingsRow, decode, read

MOST_TYPED = 200_000  # characters pasted into the box


@in_office(Verb.PAYOUTS, methods=("GET", "HEAD", "POST"))
def savings(request: HttpRequest, office: Office, year: int) -> HttpResponse:
    """A file or pasted rows. Taking the same list over twice changes nothing the second time."""
    within = SurplusYear.objects.within(office.scope)
    found = within.filter(cooperative=office.cooperative, year=min(year, 9_999), closed_at__isnull=True).first()
    if found is None:
        raise Http404
    rows: list[SavingsRow] = []
    changed, error, pasted = 0, None, request.POST.get("tempel", "")[:MOST_TYPED].replace("\0", "")
    if request.method == "POST":
        try:
            rows = read(_text(request, pasted), members=_members(office, found), currency=found.currency)
            changed = actions.set_figures(
                scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk, year=year,
                rows=[actions.Figures(row.person_id, row.transactions, row.savings) for row in rows if row.person_id],
            )  # fmt: skip
        except NotFound:
            raise Http404 from None
        except Expected as refused:
            error, rows = refused, []
    return page(
        request, office, "surplus_import.html", "money", status=error.status if error else 200, year=found, rows=rows,
        used=sum(row.person_id is not None for row in rows), changed=changed, error=error, pasted=pasted,
        written=lambda minor: "" if minor is None else typed_amount(minor, found.currency),
    )  # fmt: skip


def _text(request: HttpRequest, pasted: str) -> str:
    uploaded = request.FILES.get("berkas")
    if uploaded is not None:
        return decode(uploaded.read(2_000_000))
    if not pasted.strip():
        raise Expected(_("Pilih berkas CSV, atau tempel isinya."), field="berkas")
    return pasted


def _members(office: Office, found: SurplusYear) -> list[KnownMember]:
    parts = SurplusPart.objects.within(office.scope).filter(year=found).order_by("pk")
    rows = parts.values_list("person_id", "person__name", "person__phone")
    return [KnownMember(person, name, phone) for person, name, phone in rows]
