"""Asking for the code once more before money changes its way. README.md says how a page stands behind it."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sellers.kit import clock, limits
from sellers.kit.errors import Expected
from sellers.people import fresh, handsets, passkeys
from sellers.people.adapter import CODE_MINUTES
from sellers.people.code_limits import DAY, MINUTE
from sellers.people.models import Person
from sellers.people.sign_in import CodeForm

__all__ = ["again", "fresh_sign_in_required", "is_fresh"]

is_fresh = fresh.is_fresh

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)
PENDING, LATE = "fresh_code", "fresh_late"  # in the session: the code sent, and whether a form came too late
TRIES = 3  # for one code, as when signing in


def fresh_sign_in_required(
    view: Callable[Concatenate[HttpRequest, P], Answer],
) -> Callable[Concatenate[HttpRequest, P], Answer | HttpResponse]:
    """Let only a fresh sign-in through; stands under the gate, which has sent away guests and strangers.

    Reading comes back to the same address. A form comes back to the page it stood on, with a sentence that nothing
    was saved; a guest, where no gate stands above, is sent to sign in.
    """

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Answer | HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        reading = request.method in ("GET", "HEAD")
        where = reverse("account_fresh_sign_in" if request.user.is_authenticated else "account_login")
        if not reading:
            request.session[LATE] = True
        back = request.get_full_path() if reading else _page_of(request)
        return redirect(f"{where}?{urlencode({'next': back})}")

    return inner


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """/masuk/lagi/: a code to the person's own phone; `send` sends one, `code` is compared with it.

    `credential` is an own passkey's answer, where the person has one.
    """
    back = _safe(request, request.POST.get("next") or request.GET.get("next", ""))
    if not isinstance(request.user, Person):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
    if is_fresh(request):
        return redirect(back)
    form: forms.Form | None = None
    trouble: Expected | None = None
    try:
        if "send" in request.POST:
            _send(request, request.user)
            return redirect(f"{request.path}?{urlencode({'next': back})}")
        if "credential" in request.POST:
            _confirm(request, request.user)
            return _through(request, back)
    except Expected as error:
        trouble = error
    if request.method == "POST" and not trouble and _pending(request):
        form = _try(request, request.user)
        if form.is_valid():
            return _through(request, back)
    return _page(request, request.user, back, form, trouble)


def _page(
    request: HttpRequest, person: Person, back: str, form: forms.Form | None, trouble: Expected | None
) -> HttpResponse:
    status = trouble.status if trouble else getattr(form, "status", 200)
    may_passkey = passkeys.offered(request) and not handsets.shared(request, person)
    context: dict[str, Any] = {
        "form": form,
        "trouble": trouble.sentence if trouble else "",
        "sent": bool(_pending(request)),
        "passkey": may_passkey and bool(passkeys.of(person)),
        "late": bool(request.session.get(LATE)),
        "redirect_field_value": back,
        "code_minutes": CODE_MINUTES,
    }
    return render(request, "account/fresh_sign_in.html", context, status=status)


def _send(request: HttpRequest, person: Person) -> None:
    """Counted for the person alone, who is signed in: what strangers ask for at /masuk/ closes no page of money."""
    limits.check(what="fresh.code", key=str(person.pk), limit=5, per_s=10 * MINUTE)
    if not settings.DEMO:
        limits.check(what="fresh.code.day", key=str(person.pk), limit=15, per_s=DAY)
    code = f"{secrets.randbelow(1_000_000):06}"
    pending = {"id": secrets.token_hex(8), "code": code, "at": clock.now().timestamp()}
    request.session[PENDING] = pending
    get_adapter().send_fresh_code(person, code)


def _confirm(request: HttpRequest, person: Person) -> None:
    """The finger or the lock proves as much as the code: that the person holds the own phone."""
    if not passkeys.offered(request):
        raise Http404
    limits.check(what="fresh.passkey", key=str(person.pk), limit=20, per_s=10 * MINUTE)
    handsets.refuse_shared(request, person)
    row = passkeys.ceremony().confirm(request, person, request.POST["credential"])
    here = handsets.here(request, person)
    passkeys.note_phone(row, here.pk if here else None)


def _pending(request: HttpRequest) -> dict[str, Any] | None:
    """The code that was sent and may still be used."""
    pending: dict[str, Any] | None = request.session.get(PENDING)
    lives = timedelta(minutes=CODE_MINUTES).total_seconds()
    if pending and 0 <= clock.now().timestamp() - pending["at"] < lives:
        return pending
    return None


def _try(request: HttpRequest, person: Person) -> forms.Form:
    """One try; the third wrong one ends the code, however many browsers of this session try at once."""
    pending = _pending(request)
    if pending is None or not limits.hit(what="fresh.try", key=pending["id"], limit=TRIES, per_s=DAY):
        request.session.pop(PENDING, None)
        form = CodeForm({"code": ""}, code="", count=lambda: True)
        form.add_error(None, get_adapter().validation_error("too_many_login_attempts"))
        return form
    count = partial(limits.hit, what="fresh.try.day", key=str(person.pk), limit=40, per_s=DAY)
    return CodeForm(request.POST, code=pending["code"], count=count)


def _through(request: HttpRequest, back: str) -> HttpResponse:
    late = request.session.pop(LATE, False)
    request.session.pop(PENDING, None)
    fresh.mark(request)
    done = _("Benar. Isi dan simpan sekali lagi.") if late else _("Benar. Silakan lanjutkan.")
    messages.success(request, done)
    return redirect(back)


def _page_of(request: HttpRequest) -> str:
    """The page a form stood on, from its referrer on this very site."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()):
        return str(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(came)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _safe(request: HttpRequest, back: str) -> str:
    allowed = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if allowed else str(settings.LOGIN_REDIRECT_URL)
