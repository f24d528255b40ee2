"""Opening a stall: five questions, one a screen. The answers wait for the person, on whatever phone comes next."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from payments.charges import banks
from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from sellers.kit.errors import Expected
from sellers.onboarding import funnel, openings
from sellers.onboarding.models import Opening
from sellers.people import consent
from sellers.people.models import Person
from storefront.desk import gate, unit_choices
from storefront.desk.archetypes import SHOWN
from storefront.desk.currency import currency_of
from storefront.desk.guessing import guess_category
from storefront.desk.opening_answers import FIELDS, STEPS, next_step, read, typed, villages_shown
from storefront.desk.shell import say
from storefront.stalls import first_good
from storefront.stalls.actions import cooperative_of, open_stall


def start(request: HttpRequest) -> HttpResponse:
    """Goes to the first question without an answer."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not isinstance(request.user, Person):
        return _to_sign_up()
    opening = openings.draft_of(request.user)
    if opening and opening.seller_id:  # only its good waits
        return redirect("desk:open_step", step="jual")
    return redirect("desk:open_step", step=next_step(_answers(opening)))


@never_cache
def question(request: HttpRequest, step: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if step not in STEPS:
        raise Http404
    if not isinstance(request.user, Person):
        return _to_sign_up()
    opening = openings.draft_of(request.user)
    if opening is None and step == STEPS[-1] and request.method == "POST" and openings.just_done(request.user):
        return redirect("desk:today")  # the answer to the same button was lost on the way
    answers = _answers(opening)
    if STEPS.index(step) > STEPS.index(next_step(answers)):
        return redirect("desk:open")
    if request.method != "POST":
        return _show(request, step, answers | {"q": request.GET.get("q", answers.get("q", ""))[:80]})
    given = answers | typed(request, step)
    try:
        if step == "jual":
            given["good"] = _with_photo(request, request.user, given["good"], answers["good"].get("photo", ""))
        given |= read(step, given)
        if step == STEPS[-1]:
            _check_consent(request, request.user)
    except Expected as error:
        return _show(request, step, given, error)
    if given["archetype"] == "pendamping":
        return redirect("helper_home")
    kept = {field: given[field] for field in FIELDS[step]}
    near = cooperative_of(given["village_code"]) if step == "desa" else None
    opening = openings.keep(person=request.user, step=step, answers=kept, cooperative=near)
    if step != STEPS[-1] and not (step == "jual" and opening.seller_id):
        return redirect("desk:open_step", step=STEPS[STEPS.index(step) + 1])
    return _open(request, request.user, opening, given)


@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """The village list alone, for the page to swap in while a name is typed."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not isinstance(request.user, Person):
        raise Http404
    text = request.GET.get("q", "")[:80]
    return render(request, "desk/_villages.html", villages_shown({"q": text}))


@never_cache
def photo(request: HttpRequest) -> HttpResponse:
    """The photo of one's own first good, while it waits."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if not isinstance(request.user, Person):
        raise Http404
    name = _answers(openings.draft_of(request.user))["good"].get("photo", "")
    if not name or not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as kept:
        response = HttpResponse(kept.read(), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _open(request: HttpRequest, person: Person, opening: Opening, given: dict[str, Any]) -> HttpResponse:
    good = given["good"]
    seller = opening.seller  # it stands already where only its good was refused
    if seller is None:
        try:
            seller = open_stall(
                person=person,
                archetype=given["archetype"],
                name=given["name"],
                village_code=given["village_code"],
                sells=good.get("name", ""),
                paid_by=set(given["paid_by"]),
                bank=given["bank"] or None,
                consent_version=consent.CURRENT_VERSION,
            )
        except Expected as error:
            return _show(request, STEPS[-1], given, error)
        funnel.reach(person=person, step="open_bayar")
        say(request, _("Lapak %(name)s sudah dibuat.") % {"name": seller.name})
    gate.choose(request, seller.pk)
    if not _list_good(request, person, opening, seller, good):
        openings.stands(opening=opening, seller=seller)
        return redirect("desk:open_step", step="jual")
    openings.finish(opening=opening, seller=seller)
    first_good.forget_photo(good.get("photo", ""))
    return redirect("desk:today")


def _list_good(request: HttpRequest, person: Person, opening: Opening, seller: Seller, good: dict[str, Any]) -> bool:
    """What was prepared is listed. False: something stands in its way; the stall is open and the good is kept."""
    if good.get("later"):
        return True
    scope = scope_of(person)
    try:
        first_good.list_it(
            scope=scope,
            person=person,
            seller=seller,
            good=good,
            category=guess_category(name=good["name"], scope=scope, seller=seller),
            currency=currency_of(seller),
            key=f"opening-{opening.pk}",
        )
    except Expected as error:
        say(request, _("%(name)s belum tersimpan: %(why)s") % {"name": good["name"], "why": error.sentence})
        return False
    return True


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
        context |= villages_shown(given)
    if step == "jual":
        units = unit_choices.common(given["good"].get("unit", ""))
        context |= {"good": given["good"], "common_units": units, "other_units": unit_choices.others(units)}
    if step == "bayar":
        missing = isinstance(request.user, Person) and bool(consent.missing(request.user))
        choices = [(bank.code, bank.name) for bank in banks.for_picker()]
        context |= {"banks": choices, "ask_consent": missing, "consent_version": consent.CURRENT_VERSION}
    return render(request, f"desk/open/{step}.html", context, status=error.status if error else 200)


def _with_photo(request: HttpRequest, person: Person, good: dict[str, Any], before: str) -> dict[str, Any]:
    """The good with its photo: the one just sent, kept at once so that a slip elsewhere does not cost it, or `before`.

    "Later" forgets the photo of an earlier try.
    """
    upload = request.FILES.get("photo")
    if good.get("later"):
        first_good.forget_photo(before)
        return good
    if not upload:
        return good | {"photo": before}
    good = good | {"photo": first_good.keep_photo(upload)}
    openings.keep_aside(person=person, answers={"good": good})
    first_good.forget_photo(before)
    return good


def _check_consent(request: HttpRequest, person: Person) -> None:
    """Asked here of whoever came in without it: a person an officer or a helper wrote down."""
    if consent.missing(person) and request.POST.get("consent") != "1":
        raise Expected(_("Centang tanda setuju untuk melanjutkan."), field="consent", code="unanswered")


def _answers(opening: Opening | None) -> dict[str, Any]:
    blank: dict[str, Any] = {field: "" for fields in FIELDS.values() for field in fields}
    return {**blank, "paid_by": [], "bank": {}, "good": {}, **(opening.answers if opening else {})}


def _to_sign_up() -> HttpResponse:
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': reverse('desk:open')})}")
