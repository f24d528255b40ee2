"""Mutasi rekening: choose a bank's file, look at how it is read, import it, and see what became of every line."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from payments.charges.bank_accounts import masked
from payments.charges.models import BankAccount
from payments.statements import importing, keeping, reading
from payments.statements.accounts import currency_of
from payments.statements.errors import FileGone, FileTooLarge, MappingIncomplete, NotAStatement
from payments.statements.models import StatementImport, StatementRow
from payments.statements.presets import PRESETS
from sellers.accounts.access import Verb
from sellers.kit.errors import Expected
from sellers.kit.limits import check
from storefront.cooperative.gate import Office, in_office, page
from storefront.cooperative.sheets import csv_response
from storefront.cooperative.typed import typed
from storefront.orders import statement_form, statement_money, statement_report
from storefront.orders.statement_form import Chosen, Preview
from storefront.orders.statement_words import LINE_WORDS, PRESET_WARNING, REASON_WORDS, STATE_WORDS, day_words

NEWEST = 30  # imports listed
FILES, PER_S = 60, 3600  # a person's previews an hour: reading a file takes the server's time
LONGEST_TOKEN = 1_000
State = StatementRow.State


@in_office(Verb.TRANSFERS)
def listing(request: HttpRequest, office: Office) -> HttpResponse:
    return _listing(request, office)


@in_office(Verb.TRANSFERS, methods=("POST",))
def upload(request: HttpRequest, office: Office) -> HttpResponse:
    """Keep the chosen file and go to its preview; a file that is no statement is refused here, with what to do."""
    try:
        check(what="statement_file", key=str(office.person.pk), limit=FILES, per_s=PER_S)
        chosen = _kept(request, office)
    except Expected as error:
        return _listing(request, office, error=error)
    return redirect(f"{reverse('cooperative:statement_preview')}?{urlencode({'berkas': chosen.token()})}")


@in_office(Verb.TRANSFERS, methods=("GET", "HEAD", "POST"))
def preview(request: HttpRequest, office: Office) -> HttpResponse:
    """GET: the file as it would be read, by the choices in the address. POST: import it so."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        chosen = statement_form.chosen_from(
            typed(given, "berkas", most=LONGEST_TOKEN), scope_person_id=office.person.pk
        )
        account = _account(office, chosen.account_id)
        shown = statement_form.preview(scope=office.scope, account=account, chosen=chosen, given=given)
    except (FileGone, NotAStatement, FileTooLarge) as error:
        return _listing(request, office, error=error)
    if request.method == "POST":
        try:
            return _import(office, request, chosen, shown)
        except (MappingIncomplete, NotAStatement) as error:
            return _preview(request, office, account, shown, error)
    return _preview(request, office, account, shown)


@in_office(Verb.TRANSFERS)
def report(request: HttpRequest, office: Office, import_id: int) -> HttpResponse:
    """What became of every line of one file."""
    found = StatementImport.objects.within(office.scope).filter(pk=import_id).select_related("bank_account").first()
    if found is None:
        raise Http404
    lines = statement_report.lines_of(scope=office.scope, source=found)
    if request.GET.get("format") == "csv":
        head = [_("Baris"), _("Tanggal"), _("Jumlah"), _("Mata uang"), _("Keterangan"), _("Hasil"), _("Penjelasan")]
        return csv_response(f"mutasi-{found.pk}", head, statement_report.sheet(lines))
    return page(
        request,
        office,
        "statement_import.html",
        "money",
        source=found,
        account=masked(found.bank_account),
        found=statement_report.paged(lines, request.GET.get("halaman")),
        counts=statement_report.counts(scope=office.scope, source=found),
        line_words=LINE_WORDS,
        state_words=STATE_WORDS,
        day_words=day_words,
    )


@in_office(Verb.TRANSFERS, methods=("POST",))
def withdrawal(request: HttpRequest, office: Office, import_id: int) -> HttpResponse:
    try:
        importing.withdraw(scope=office.scope, person=office.person, import_id=import_id)
    except Expected as error:
        if error.status == 404:
            raise Http404 from error
        messages.error(request, error.sentence)
        return redirect("cooperative:statement_import", import_id=import_id)
    messages.success(request, _("Impor ditarik. Pilih berkasnya lagi dan periksa kolomnya."))
    return redirect("cooperative:statements")


def _import(office: Office, request: HttpRequest, chosen: Chosen, shown: Preview) -> HttpResponse:
    if shown.mapping is None or "incomplete" in shown.reasons:
        raise MappingIncomplete(_("Lengkapi pilihan kolom, lalu lihat lagi."), field="tanggal")
    done = statement_money.bring_in(
        scope=office.scope,
        person=office.person,
        bank_account_id=chosen.account_id,
        file_name=chosen.file_name,
        data=keeping.kept(chosen.name),
        table=shown.table,
        mapping=shown.mapping,
        preset=shown.preset,
    )
    keeping.forget(chosen.name)
    if done.is_repeat:
        messages.success(request, _("Berkas ini sudah pernah diimpor. Tidak ada yang berubah."))
    else:
        told = {"new": done.row.new, "known": done.row.known, "matched": done.row.matched}
        messages.success(request, _("%(new)s baris baru, %(matched)s langsung cocok, %(known)s sudah ada.") % told)
    return redirect("cooperative:statement_import", import_id=done.row.pk)


def _kept(request: HttpRequest, office: Office) -> Chosen:
    account = _account(office, _number(typed(request.POST, "rekening", most=12)))
    file = request.FILES.get("berkas")
    if not isinstance(file, UploadedFile) or not file.size:
        raise Expected(_("Pilih berkas mutasi dulu."), field="berkas")
    if file.size > reading.MOST_BYTES:
        raise FileTooLarge
    data = file.read()
    reading.read(data)
    name = (file.name or "mutasi").replace("\0", "")[-120:]
    return Chosen(keeping.keep(data), name, account.pk, office.person.pk)


def _account(office: Office, account_id: int | None) -> BankAccount:
    own = BankAccount.objects.within(office.scope).select_related("cooperative", "seller__cooperative")
    account = own.filter(pk=account_id).first() if account_id else None
    if account is None:
        raise Http404
    return account


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _listing(request: HttpRequest, office: Office, error: Expected | None = None) -> HttpResponse:
    accounts = list(BankAccount.objects.within(office.scope).order_by("-is_active", "-pk"))
    imports = StatementImport.objects.within(office.scope).select_related("bank_account", "imported_by")
    rows = StatementRow.objects.within(office.scope).filter(ref="").order_by()
    waiting = dict(rows.values_list("state").annotate(n=Count("pk")))
    return page(
        request,
        office,
        "statements.html",
        "money",
        status=error.status if error else 200,
        accounts=[(account.pk, masked(account)) for account in accounts],
        account=typed(request.POST, "rekening", most=12) or (str(accounts[0].pk) if accounts else ""),
        imports=[(one, masked(one.bank_account)) for one in imports.order_by("-imported_at", "-pk")[:NEWEST]],
        waiting={state: waiting.get(state, 0) for state in State.values},
        error=error,
    )


def _preview(
    request: HttpRequest, office: Office, account: BankAccount, shown: Preview, error: Expected | None = None
) -> HttpResponse:
    given: QueryDict = request.POST if request.method == "POST" else request.GET
    presets = [(preset.key, f"{preset.name} ({PRESET_WARNING})") for preset in PRESETS]
    return page(
        request,
        office,
        "statement_preview.html",
        "money",
        status=error.status if error else 200,
        shown=shown,
        account=masked(account),
        token=shown.chosen.token(),
        fields=statement_form.fields_of(shown.mapping, shown.preset, shown.header_line) if shown.mapping else [],
        given=given,
        presets=presets,
        reasons=[REASON_WORDS[reason] for reason in shown.reasons if reason in REASON_WORDS],
        line_words=LINE_WORDS,
        day_words=day_words,
        currency=currency_of(account),
        error=error,
    )
