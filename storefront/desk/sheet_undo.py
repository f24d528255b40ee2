"""A saved sheet taken back: asked once on the page of its check, done by the same work as the save."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from catalog.products.models import SheetRow
from catalog.products.sheets import saving, undoing
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk, at_desk
from storefront.desk.sheet_check import IN_REQUEST_S, stall_of
from storefront.desk.shell import refuse


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=lambda scope, given: stall_of(scope, given["sheet_id"]))
def undo(request: HttpRequest, desk: Desk, sheet_id: int) -> HttpResponse:
    """What the sheet saved goes back as far as nobody changed it since; the page says what did not, and why."""
    try:
        if undoing.ask(scope=desk.scope, person=desk.person, sheet_id=sheet_id):
            saving.save_due(only=sheet_id, seconds=IN_REQUEST_S)
    except Expected as error:
        refuse(request, error)
        return redirect("desk:sheet", sheet_id=sheet_id)
    stuck = SheetRow.objects.within(desk.scope).filter(sheet=sheet_id, state=SheetRow.State.STUCK).exists()
    return redirect(f"{reverse('desk:sheet', args=[sheet_id])}?tampil={'tetap' if stuck else 'batal'}")
