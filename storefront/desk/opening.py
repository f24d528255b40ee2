"""Opening a stall: five questions, one a screen. The answers wait in the session, so leaving and coming back works."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from payments.charges import banks
from sellers.kit.errors import Expected
from sellers.people import consent
from sellers.people.models import Person
from sellers.regions import places
from storefront.desk import gate
from storefront.desk.archetypes import SHOWN
from storefront.desk.shell import say
from storefront.stalls.actions import open_stall
from storefront.stalls.queries import home_regency

STEPS = ("siapa", "nama", "desa", "jual", "bayar")
DRAFT_KEY = "desk_opening"
MOST_VILLAGES = 15


class Unanswered(Expected):
    code = "unanswered"


def start(request: HttpRequest) -> HttpResponse:
    """Goes to the first question without an answer."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not isinstance(request.user, Person):
        return _to_sign_up()
    return redirect("desk:open_step", step=_next_step(_draft(request)))


@never_cache
def question(request: HttpRequest, step: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if step not in STEPS:
        raise Http404
    if not isinstance(request.user, Person):
        return _to_sign_up()
    draft = _draft(request)
    if STEPS.index(step) > STEPS.index(_next_step(draft)):
        return redirect("desk:open")
    if request.method != "POST":
        return _show(request, step, draft | {"q": request.GET.get("q", draft.get("q", ""))})
    given = draft | _typed(request, step)
    try:
        given |= READERS[step](given)
        if step == STEPS[-1]:
            _check_consent(request, request.user)
    except Expected as error:
        return _show(request, step, given, error)
    request.session[DRAFT_KEY] = given
    if step != STEPS[-1]:
        return redirect("desk:open_step", step=STEPS[STEPS.index(step) + 1])
    return _open(request, request.user, given)


@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """The village list alone, for the page to swap in while a name is typed."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not isinstance(request.user, Person):
        raise Http404
    text = request.GET.get("q", "")[:80]
    return render(request, "desk/_villages.html", {"villages": _villages(text), "q": text, "chosen": ""})


def _open(request: HttpRequest, person: Person, given: dict[str, Any]) -> HttpResponse:
    try:
        seller = open_stall(
            person=person,
            archetype=given["archetype"],
            name=given["name"],
            village_code=given["village_code"],
            sells=given["sells"],
            paid_by=set(given["paid_by"]),
            bank=given["bank"] or None,
            consent_version=consent.CURRENT_VERSION,
        )
    except Expected as error:
        return _show(request, STEPS[-1], given, error)
    request.session.pop(DRAFT_KEY, None)
    gate.choose(request, seller.pk)
    say(request, _("Lapak %(name)s sudah dibuat.") % {"name": seller.name})
    return redirect("desk:today")


def _show(request: HttpRequest, step: str, given: dict[str, Any], error: Expected | None = None) -> HttpResponse:
    number = STEPS.index(step) + 1
    context: dict[str, Any] = {
        "step": step,
        "number": number,
        "steps": STEPS,
        "back": reverse("desk:open_step", args=[STEPS[number - 2]]) if number > 1 else "",
        "given": given,
        "error": error,
    }
    if step == "siapa":
        context["archetypes"] = SHOWN
    if step == "desa":
        context |= {
            "villages": _villages(given.get("q", "")),
            "chosen": _chosen_village(given),
            "q": given.get("q", ""),
        }
    if step == "bayar":
        missing = isinstance(request.user, Person) and bool(consent.missing(request.user))
        choices = [(bank.code, bank.name) for bank in banks.for_picker()]
        context |= {"banks": choices, "ask_consent": missing, "consent_version": consent.CURRENT_VERSION}
    return render(request, f"desk/open/{step}.html", context, status=error.status if error else 200)


def _typed(request: HttpRequest, step: str) -> dict[str, Any]:
    typed: dict[str, Any] = {key: request.POST.get(key, "").strip()[:200] for key in FIELDS[step] & request.POST.keys()}
    if step == "bayar":
        typed["paid_by"] = [way for way in request.POST.getlist("paid_by") if way in ("cash", "transfer")]
    return typed


def _read_who(given: dict[str, Any]) -> dict[str, Any]:
    if given.get("archetype") not in {kind.code for kind in SHOWN}:
        raise Unanswered(_("Pilih salah satu."), field="archetype")
    return {}


def _read_name(given: dict[str, Any]) -> dict[str, Any]:
    if len(given.get("name", "")) < 3:
        raise Unanswered(_("Tulis nama lapak, paling sedikit 3 huruf."), field="name")
    return {"name": given["name"][:120]}


def _read_village(given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("village_code"):
        raise Unanswered(_("Cari lalu pilih desa atau kelurahan."), field="village_code")
    village = places.village(given["village_code"])
    return {"village_code": village.code}


def _read_goods(given: dict[str, Any]) -> dict[str, Any]:
    if len(given.get("sells", "")) < 3:
        raise Unanswered(_("Tulis barang yang dijual, misalnya keripik."), field="sells")
    return {}


def _read_pay(given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("paid_by"):
        raise Unanswered(_("Pilih paling sedikit satu cara dibayar."), field="paid_by")
    if "transfer" not in given["paid_by"]:
        return {"bank": {}}
    number = "".join(sign for sign in given.get("bank_number", "") if sign not in " -.")
    if given.get("bank_code") not in banks.all_banks():
        raise Unanswered(_("Pilih bank."), field="bank_code")
    if not (number.isascii() and number.isdigit()) or not 6 <= len(number) <= 20:
        raise Unanswered(_("Tulis nomor rekening, 6 sampai 20 angka."), field="bank_number")
    if not given.get("bank_holder"):
        raise Unanswered(_("Tulis nama pemilik rekening."), field="bank_holder")
    return {"bank": {"bank_code": given["bank_code"], "number": number, "holder": given["bank_holder"]}}


def _check_consent(request: HttpRequest, person: Person) -> None:
    """Asked here of whoever came in without it: a person an officer or a helper wrote down."""
    if consent.missing(person) and request.POST.get("consent") != "1":
        raise Unanswered(_("Centang tanda setuju untuk melanjutkan."), field="consent")


READERS = {"siapa": _read_who, "nama": _read_name, "desa": _read_village, "jual": _read_goods, "bayar": _read_pay}
FIELDS = {
    "siapa": {"archetype"},
    "nama": {"name"},
    "desa": {"village_code", "q"},
    "jual": {"sells"},
    "bayar": {"bank_code", "bank_number", "bank_holder"},
}


def _draft(request: HttpRequest) -> dict[str, Any]:
    blank: dict[str, Any] = {field: "" for fields in FIELDS.values() for field in fields}
    kept: dict[str, Any] = request.session.get(DRAFT_KEY, {})
    return {**blank, "paid_by": [], **kept}


def _next_step(draft: dict[str, Any]) -> str:
    for step, key in zip(STEPS, ("archetype", "name", "village_code", "sells", "paid_by"), strict=True):
        if not draft.get(key):
            return step
    return STEPS[-1]


def _villages(text: str) -> tuple[places.Village, ...]:
    """Those near the cooperatives that stand here first: many villages share a name."""
    if len(text.strip()) < 3:
        return ()
    return places.search_villages(text, limit=MOST_VILLAGES, near=home_regency())


def _chosen_village(given: dict[str, Any]) -> places.Village | None:
    try:
        return places.village(given["village_code"]) if given.get("village_code") else None
    except Expected:
        return None


def _to_sign_up() -> HttpResponse:
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': reverse('desk:open')})}")
