"""POST /lapak/perangkat/: the phone asks for its token while its person is signed in, to send later without it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from sellers.accounts.asking import scope_of
from sellers.accounts.models import Seller
from sellers.kit import limits
from sellers.kit.errors import Expected
from sellers.people import devices
from sellers.people.models import Person
from storefront.desk.phone import refused, said
from storefront.desk.reading_json import Given, document

LIMIT, PER_S = 60, 600  # a page asks at most once when it opens


def ask(request: HttpRequest) -> HttpResponse:
    """A new token for the session's one device; the former one ends."""
    if request.method != "POST":
        answer = said(405, state="refused", sentence=_("Alamat ini tidak menerima itu."))
        answer["Allow"] = "POST"
        return answer
    if not isinstance(request.user, Person):
        return said(401, state="who", sentence=_("Masuk dulu di HP ini."))
    try:
        limits.check(what="desk.device", key=str(request.user.pk), limit=LIMIT, per_s=PER_S)
        label = Given(document(request)).text("label", most=devices.LONGEST_LABEL)
    except Expected as error:
        return refused(error)
    _device, token = devices.issue_for(request, label=label)
    scope = scope_of(request.user)
    stalls = Seller.objects.within(scope).filter(pk__in=list(scope.sellers)).order_by("name", "pk")
    return said(
        201,
        token=token,
        person=request.user.pk,
        name=request.user.name,
        stalls=[{"id": stall.pk, "name": stall.name} for stall in stalls],
    )
