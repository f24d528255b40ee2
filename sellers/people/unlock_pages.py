"""/masuk/bantuan/: the number and the eight digits that a helper reads out, for whom no message reaches."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sellers.accounts.vouching import confirm, redeem
from sellers.kit import clock
from sellers.kit.errors import Expected
from sellers.people import devices, handsets
from sellers.people.models import UnlockCode

LASTS = timedelta(hours=12)  # somebody stood beside the person for a day's work, not for a month's
BACKEND = "sellers.people.backends.PersonBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """The session is no fresh one, and ends in half a day: where money goes, only a code to the own number decides."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if request.method != "POST":
        return render(request, "account/unlock.html", {"phone": "", "error": None})
    phone, digits = request.POST.get("phone", "")[:30], request.POST.get("code", "")[:20]
    try:
        code = redeem(phone=phone, digits=digits, address=get_adapter().get_client_ip(request))
        _open(request, code)
    except Expected as error:
        return render(request, "account/unlock.html", {"phone": phone, "error": error}, status=error.status)
    messages.success(request, _("Anda sudah masuk. Uang dan rekening tetap perlu kode ke nomor Anda."))
    return redirect(settings.LOGIN_REDIRECT_URL)


@transaction.atomic
def _open(request: HttpRequest, code: UnlockCode) -> None:
    """Asked once more whether the word holds: whoever takes it back meanwhile finds the session, or this finds that."""
    handsets.hold(code.made_by)
    confirm(code)
    login(request, code.person, backend=BACKEND)
    until = clock.now() + LASTS
    request.session.set_expiry(until)
    request.session[devices.UNTIL_KEY] = until.timestamp()
    handsets.remember(request, code.person, opened_by=code.made_by)
