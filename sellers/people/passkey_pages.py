"""/masuk/sidik-jari/: signing in with a passkey. Which person it is stands in the answer, so no number is asked for."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.account.utils import passthrough_next_redirect_url
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sellers.kit import limits
from sellers.kit.errors import Expected
from sellers.people import handsets, passkeys
from sellers.people.models import Person
from sellers.people.sign_in import RequestCode

TEN_MINUTES = 600


@never_cache
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """A challenge, alike for everybody; whoever is signed in confirms with an own passkey."""
    if not passkeys.offered(request):
        raise Http404
    person = request.user if isinstance(request.user, Person) else None
    try:
        if person:
            limits.check(what="passkey.ask.person", key=str(person.pk), limit=40, per_s=TEN_MINUTES)
        else:  # many sellers may share one address
            address = limits.network(get_adapter().get_client_ip(request), bits=64)
            limits.check(what="passkey.ask", key=address, limit=200, per_s=TEN_MINUTES)
    except limits.TooMany as error:
        return JsonResponse({"sentence": error.sentence}, status=error.status)
    return JsonResponse(passkeys.ceremony().ask(request, person))


class Enter(RequestCode):
    """The signed challenge; a refusal comes back on the page that asks for the number."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(passthrough_next_redirect_url(request, reverse("account_login"), "next"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not passkeys.offered(request):
            raise Http404
        address = limits.network(get_adapter().get_client_ip(request))
        try:
            limits.check(what="passkey.try", key=address, limit=100, per_s=TEN_MINUTES)
            row = passkeys.ceremony().enter(request, request.POST.get("credential", ""))
            handsets.refuse_shared(request, row.user)
            answer: HttpResponse = passkeys.ceremony().let_in(request, row, Login(user=row.user))
        except Expected as error:
            unbound = self.get_form_kwargs() | {"data": None, "files": None}
            context = self.get_context_data(form=self.get_form_class()(**unbound), passkey_error=error.sentence)
            return self.render_to_response(context, status=error.status)
        limits.give_back(what="passkey.try", key=address, per_s=TEN_MINUTES)  # only what is refused counts
        here = handsets.here(request, row.user)
        passkeys.note_phone(row, here.pk if here else None)
        return answer
