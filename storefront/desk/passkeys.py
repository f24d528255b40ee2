"""The fingerprint or lock of an own phone in place of the code: adding one, and taking one away."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sellers.kit.errors import Expected, NotFound
from sellers.people import devices, handsets, passkeys
from sellers.people.fresh_sign_in import fresh_sign_in_required
from sellers.people.models import Person
from storefront.desk.gate import as_person
from storefront.desk.shell import say
from storefront.desk.typed import typed

GET_POST = ("GET", "HEAD", "POST")


@as_person(GET_POST)
@fresh_sign_in_required
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """/lapak/orang/sidik-jari/: the phone makes a passkey, and the person names it."""
    why_not, error = _why_not(request, person), ""
    here = handsets.here(request, person)
    name = here.label if here else handsets.label_of(request.headers.get("User-Agent", ""))
    if request.method == "POST" and not why_not:
        given = passkeys.clean_name(typed(request.POST, "nama", most=passkeys.LONGEST_NAME))
        answer = request.POST.get("credential", "")
        try:
            passkeys.ceremony().add(
                request, person, name=given or name or _("HP saya"), answer=answer, handset_id=here.pk if here else None
            )
        except Expected as refusal:
            error, name = refusal.sentence, given
        else:
            say(request, _("Tersimpan. Lain kali masuk dengan sidik jari."))
            return redirect("desk:phones")
    context = {"name": name, "error": error, "why_not": why_not, "longest": passkeys.LONGEST_NAME}
    return render(request, "account/passkey_new.html", context, status=422 if error else 200)


@as_person(("POST",))
@fresh_sign_in_required
def ask(request: HttpRequest, person: Person) -> HttpResponse:
    """What the browser needs to make it."""
    if not passkeys.offered(request):
        raise Http404
    if sentence := _why_not(request, person):
        return JsonResponse({"sentence": sentence}, status=409)
    return JsonResponse(passkeys.ceremony().ask_new(request, person))


@as_person(GET_POST)
@fresh_sign_in_required
def removal(request: HttpRequest, person: Person, passkey_id: int) -> HttpResponse:
    """Asked once more, as the phone itself still shows it afterwards."""
    try:
        row = passkeys.find(person, passkey_id)
        if request.method == "POST":
            passkeys.remove(person=person, passkey_id=passkey_id)
    except NotFound:
        raise Http404 from None
    if request.method != "POST":
        return render(request, "account/passkey_remove.html", {"passkey": row})
    say(request, _("Dihapus. HP itu sekarang masuk dengan kode."))
    return redirect("desk:phones")


def _why_not(request: HttpRequest, person: Person) -> str:
    """Whose finger opens this phone: only the person's own may open the account for good."""
    if not passkeys.offered(request):
        return _("Di alamat ini belum bisa. Tetap pakai kode.")
    if devices.UNTIL_KEY in request.session:
        return _("HP ini dibuka dengan kode bantuan. Pakai HP sendiri untuk ini.")
    if handsets.shared(request, person):
        return _("HP ini dipakai bersama. Di sini pakai PIN saja.")
    if len(passkeys.of(person)) >= passkeys.MOST:
        return _("Sudah ada %(n)s HP. Hapus satu dulu.") % {"n": passkeys.MOST}
    return ""
