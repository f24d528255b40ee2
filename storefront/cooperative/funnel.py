"""Corong: how far people come on the way to a stall that sells, who rests where; and the rule for stalls on trial."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sellers.accounts.access import Verb
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.onboarding.funnel import Step, funnel, stuck
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.stalls.trial import MOST_ORDERS, set_pending_orders

PERIODS = (30, 90, 365)
ROW_HEIGHT, WIDTH = 46, 340  # of the drawing: words above each bar, legible on a phone


@dataclass(frozen=True)
class Bar:
    """One lying bar of the drawing; `count` is what stands at its end."""

    y: int
    length: float
    word: Promise
    count: str
    is_worst: bool


@in_office(Verb.TOTALS)
def overview(request: HttpRequest, office: Office) -> HttpResponse:
    """A viewer of totals sees counts of five and more; names are for those who may look after the stalls."""
    asked = request.GET.get("hari", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else 90
    steps = funnel(scope=office.scope, since=clock.now() - timedelta(days=days))
    if request.GET.get("format") == "csv":
        lines = ((str(step.word), _count(step.reached), _count(step.stopped)) for step in steps)
        return csv_response("corong", [_("Langkah"), _("Sampai di sini"), _("Berhenti di sini")], lines)
    return page(
        request,
        office,
        "funnel.html",
        "stalls",
        steps=[(step, _count(step.reached), _count(step.stopped)) for step in steps],
        bars=_bars(steps),
        height=ROW_HEIGHT * len(steps),
        worst=_worst(steps),
        began=steps[0].reached,
        stuck=stuck(scope=office.scope),
        days=days,
        periods=PERIODS,
    )


@in_office(Verb.APPROVE, methods=("GET", "HEAD", "POST"))
def trial(request: HttpRequest, office: Office) -> HttpResponse:
    """What a stall may sell before it is approved."""
    error: Expected | None = None
    given = typed(request.POST, "pesanan", most=6)
    may_sell = request.POST.get("cara") == "jual"
    if request.method == "POST":
        try:
            set_pending_orders(
                scope=office.scope, person=office.person, cooperative_id=office.cooperative.pk,
                most=given if may_sell else None,
            )  # fmt: skip
        except Expected as refused:
            error = refused
        else:
            messages.success(request, _("Aturan lapak baru tersimpan."))
            return redirect("cooperative:trial")
    else:
        standing = office.cooperative.pending_orders
        may_sell, given = standing is not None, str(standing if standing is not None else 3)
    return page(
        request, office, "trial.html", "stalls", status=error.status if error else 200, may_sell=may_sell,
        given=given, most=MOST_ORDERS, error=error,
    )  # fmt: skip


def _count(count: int | None) -> str:
    return _("disamarkan") if count is None else str(count)


def _worst(steps: tuple[Step, ...]) -> Step | None:
    """Where most people stopped; whoever has a first order has not stopped."""
    open_steps = [step for step in steps[:-1] if step.stopped]
    return max(open_steps, key=lambda step: step.stopped or 0, default=None)


def _bars(steps: tuple[Step, ...]) -> list[Bar]:
    top = max((step.reached or 0 for step in steps), default=0)
    worst = _worst(steps)
    return [
        Bar(
            y=place * ROW_HEIGHT,
            length=round(WIDTH * (step.reached or 0) / top, 1) if top else 0,
            word=step.word,
            count="…" if step.reached is None else str(step.reached),
            is_worst=step == worst,
        )
        for place, step in enumerate(steps)
    ]
