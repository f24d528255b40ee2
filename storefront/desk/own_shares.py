"""Bagian saya: what a person's groups and cooperatives divided for them. Open to whoever is signed in; only the own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sellers.accounts.asking import scope_of
from sellers.kit import clock
from sellers.people.models import Person
from storefront.desk.gate import as_person
from storefront.desk.member_statements import statement_page
from storefront.terms.shares import member_accounts, own
from storefront.terms.shares.amounts import typed_part
from storefront.terms.shares.groups import called

signed_in = as_person()


@signed_in
def overview(request: HttpRequest, person: Person) -> HttpResponse:
    groups = [
        (group, member_accounts.owed(person_id=person.pk, seller_id=group.pk, cooperative_id=None))
        for group in own.groups(person)
    ]
    return render(request, "desk/own_shares.html", {**_frame(person), "groups": groups, "years": own.surplus(person)})


@signed_in
def group(request: HttpRequest, person: Person, seller_id: int) -> HttpResponse:
    found = next((one for one in own.groups(person) if one.pk == seller_id), None)
    if found is None:
        raise Http404
    about = {
        "periods": own.periods(person, found),
        "running": own.running(person, found),
        "rule": own.rule(found),
        "written": typed_part,
    }
    return statement_page(request, "desk/own_group.html", person.pk, called(person), found, **_frame(person), **about)


@signed_in
def cooperative(request: HttpRequest, person: Person, cooperative_id: int) -> HttpResponse:
    years = [part for part in own.surplus(person) if part.year.cooperative_id == cooperative_id]
    if not years:
        raise Http404
    owner = years[0].year.cooperative
    return statement_page(
        request, "desk/own_surplus.html", person.pk, called(person), owner, **_frame(person), parts=years
    )


def _frame(person: Person) -> dict[str, object]:
    return {"person": person, "has_stall": bool(scope_of(person).sellers), "now": clock.now()}
