"""The check of a sheet: what each row would do, put right in place, left out, and saved."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.products.models import SheetImport, SheetRow
from catalog.products.sheets import bringing, going_out, saving, undoing
from catalog.products.sheets.checking import BLIND
from catalog.products.sheets.columns import BY_KEY, COLUMNS, SEEN
from catalog.products.sheets.pictures import MOST_ZIP_BYTES, chosen
from catalog.products.sheets.values import photo_names
from catalog.products.windows import today_at
from payments.money import Money
from sellers.accounts.access import Scope, Verb
from sellers.kit import limits
from sellers.kit.errors import Expected
from storefront.desk.gate import Desk, at_desk
from storefront.desk.price_hint import Hint
from storefront.desk.sheet_hints import for_new, look_first, slipped
from storefront.desk.sheets import LIMIT, PER_S
from storefront.desk.shell import page, refuse, say
from storefront.desk.typed import number, typed
from storefront.orders.wording import rupiah

State = SheetRow.State
PHOTOS = KT("given__photos")  # a text even where it is a number: "1" for 1.jpg
ON_A_PAGE = 15
IN_REQUEST_S = 3.0  # saved while the person waits; the rest is the sweep's
NAMED = 12  # pictures without a row that are named
TABS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("salah", gettext_lazy("Perlu dibetulkan"), (State.PROBLEM, State.CONFLICT)),
    ("baru", gettext_lazy("Baru"), (State.NEW,)),
    ("ubah", gettext_lazy("Berubah"), (State.CHANGED,)),
    ("sama", gettext_lazy("Sama"), (State.SAME,)),
    ("lewat", gettext_lazy("Dilewati"), (State.OUT,)),
    ("simpan", gettext_lazy("Tersimpan"), (State.WAITING, State.SAVED)),
    ("tetap", gettext_lazy("Belum kembali"), (State.STUCK,)),
    ("batal", gettext_lazy("Dibatalkan"), (State.UNDOING, State.UNDONE)),
)
WORDS = {
    State.NEW: gettext_lazy("Baru"),
    State.CHANGED: gettext_lazy("Berubah"),
    State.SAME: gettext_lazy("Sama"),
    State.PROBLEM: gettext_lazy("Perlu dibetulkan"),
    State.CONFLICT: gettext_lazy("Diubah orang lain"),
    State.OUT: gettext_lazy("Dilewati"),
    State.WAITING: gettext_lazy("Menunggu disimpan"),
    State.SAVED: gettext_lazy("Tersimpan"),
    State.UNDOING: gettext_lazy("Menunggu dibatalkan"),
    State.UNDONE: gettext_lazy("Dibatalkan"),
    State.STUCK: gettext_lazy("Belum kembali semua"),
}
LONG = frozenset({"description"})
UNDONE = frozenset({State.UNDOING, State.UNDONE, State.STUCK})
OPEN = frozenset({State.PROBLEM, State.NEW, State.CHANGED})  # may be put right, or left out
TYPED = tuple(column for column in COLUMNS if column.key != SEEN)


@dataclass(frozen=True)
class Field:
    """One column of a row that is put right: its input with what was typed."""

    key: str
    label: str
    text: str
    error: str
    options: list[str]

    @property
    def long(self) -> bool:
        return self.key in LONG


@dataclass(frozen=True)
class Shown:
    """A row as its card shows it. `changes` are label, old, new; `wrong` and `rest` are inputs.

    Photos have no old: those that hang stay beside what is added.
    """

    row: SheetRow
    name: str
    word: str
    changes: list[tuple[str, str, str]]
    theirs: list[tuple[str, str]]
    wrong: list[Field]
    rest: list[Field]
    slip: bool
    stale: bool
    blind: bool  # it may bring back what others changed: its file does not say what it showed
    hint: Hint | None

    @property
    def state(self) -> str:
        return self.row.state

    @property
    def open(self) -> bool:
        return self.row.state in OPEN


@at_desk(Verb.PRODUCTS, methods=("GET", "HEAD", "POST"), locate=lambda scope, given: stall_of(scope, given["sheet_id"]))
def check(request: HttpRequest, desk: Desk, sheet_id: int) -> HttpResponse:
    """The rows, page by page; a POST keeps what was put right on the page."""
    sheet = _sheet(desk, sheet_id)
    if request.method != "POST":
        return _page(request, desk, sheet)
    ids = [row_id for row_id in map(number, request.POST.getlist("row")[: ON_A_PAGE * 2]) if row_id > 0]
    chosen_by = {row_id: typed(request.POST, f"choose-{row_id}", most=6) for row_id in ids}
    left = bringing.fix(
        scope=desk.scope, person=desk.person, sheet_id=sheet.pk,
        edits={row_id: _edits(request, row_id) for row_id in ids},
        out=[row_id for row_id in ids if request.POST.get(f"out-{row_id}") or chosen_by[row_id] == "theirs"],
        back=[row_id for row_id in ids if request.POST.get(f"back-{row_id}")],
        mine=[row_id for row_id in ids if chosen_by[row_id] == "mine"],
    )  # fmt: skip
    if left:
        say(request, _("Tersimpan. %(n)s baris masih perlu dibetulkan.") % {"n": left})
    else:
        say(request, _("Perbaikan tersimpan."))
    return redirect(f"{reverse('desk:sheet', args=[sheet.pk])}?tampil={typed(request.POST, 'tab', most=10)}")


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=lambda scope, given: stall_of(scope, given["sheet_id"]))
def save(request: HttpRequest, desk: Desk, sheet_id: int) -> HttpResponse:
    """Save the rows that are right, or only all of them; what is not done at once the sweep goes on with."""
    whole = typed(request.POST, "which", most=10) == "whole"
    try:
        put = saving.ask(scope=desk.scope, person=desk.person, sheet_id=sheet_id, only_whole=whole)
    except Expected as error:
        refuse(request, error)
        return redirect("desk:sheet", sheet_id=sheet_id)
    if put:
        saving.save_due(only=sheet_id, seconds=IN_REQUEST_S)
    else:
        say(request, _("Tidak ada baris yang menunggu disimpan."))
    return redirect(f"{reverse('desk:sheet', args=[sheet_id])}?tampil=simpan")


@at_desk(Verb.PRODUCTS, methods=("POST",), locate=lambda scope, given: stall_of(scope, given["sheet_id"]))
def add_pictures(request: HttpRequest, desk: Desk, sheet_id: int) -> HttpResponse:
    """A zip of pictures after the sheet."""
    file = request.FILES.get("foto")
    try:
        limits.check(what="desk.sheets", key=str(desk.person.pk), limit=LIMIT, per_s=PER_S)
        if file is None or (file.size or 0) > MOST_ZIP_BYTES:
            raise Expected(_("Pilih ZIP foto, paling besar 200 MB."), field="foto")
        bringing.add_pictures(scope=desk.scope, person=desk.person, sheet_id=sheet_id, file=file)
    except Expected as error:
        refuse(request, error)
    else:
        say(request, _("Foto diterima. Nama foto sudah dicocokkan."))
    return redirect("desk:sheet", sheet_id=sheet_id)


def stall_of(scope: Scope, sheet_id: int) -> int | None:
    """The stall a sheet belongs to; None where it is nobody's who asks."""
    own = SheetImport.objects.within(scope).filter(seller_id__in=list(scope.sellers), pk=min(sheet_id, 2**62))
    return own.values_list("seller_id", flat=True).first()


def _sheet(desk: Desk, sheet_id: int) -> SheetImport:
    found = SheetImport.objects.within(desk.scope).filter(pk=sheet_id, seller=desk.seller).first()
    if found is None:
        raise Http404
    return found


def _edits(request: HttpRequest, row_id: int) -> dict[str, str]:
    """The inputs of one row; a column that was not on the page is not touched."""
    names = ((column, f"r{row_id}-{column.key}") for column in TYPED)
    there = ((column, name) for column, name in names if name in request.POST)
    return {column.key: typed(request.POST, name, most=column.longest).replace("\r\n", "\n") for column, name in there}


def _page(request: HttpRequest, desk: Desk, sheet: SheetImport) -> HttpResponse:
    rows = SheetRow.objects.within(desk.scope).filter(sheet=sheet)
    counts = dict(rows.values_list("state").annotate(n=Count("pk")).order_by())
    tabs = [(key, label, sum(counts.get(state, 0) for state in states)) for key, label, states in TABS]
    tab = _tab(typed(request.GET, "tampil", most=10), tabs)
    states = next((states for key, _label, states in TABS if key == tab), ())
    found = rows.filter(state__in=states).order_by("line")
    pages = max(1, -(-found.count() // ON_A_PAGE))
    at = min(max(1, number(typed(request.GET, "hal", most=4))), pages)
    options = going_out.choices()
    today = today_at(desk.seller.village_code).isoformat()
    here = list(found.select_related("product__category")[(at - 1) * ON_A_PAGE : at * ON_A_PAGE])
    hints = for_new(desk=desk, rows=here, currency=sheet.currency)
    shown = [_shown(row, sheet, options, today, hints.get(row.pk)) for row in here]
    first = look_first(rows, on_a_page=ON_A_PAGE)
    waiting = counts.get(State.WAITING, 0)
    photos = rows.filter(photos_due=True).count()
    return page(
        request, desk, "sheet_check.html", "products", sheet=sheet, rows=shown, tabs=tabs, tab=tab, at=at, pages=pages,
        total=sum(counts.values()), ready=counts.get(State.NEW, 0) + counts.get(State.CHANGED, 0),
        wrong=counts.get(State.PROBLEM, 0) + counts.get(State.CONFLICT, 0), waiting=waiting, photos=photos,
        saved=counts.get(State.SAVED, 0), undoing=counts.get(State.UNDOING, 0), undone=counts.get(State.UNDONE, 0),
        stuck=counts.get(State.STUCK, 0), undoable=undoing.undoable(desk.scope, sheet).count(),
        unused=_unused(sheet, rows), named=NAMED, far=first["far"], blind=first["blind"],
        without=_without_photo(rows), editable=bool((OPEN | {State.CONFLICT, State.OUT}).intersection(states)),
        photo_problems=[text for texts in rows.exclude(photo_problems=[]).values_list("photo_problems", flat=True)
                        for text in texts],
    )  # fmt: skip


def _tab(wanted: str, tabs: list[tuple[str, Any, int]]) -> str:
    """The tab asked for, else the first with rows; problems come first."""
    keys = {key for key, _label, count in tabs if count}
    if wanted in keys:
        return wanted
    return next((key for key, _label, count in tabs if count), tabs[0][0])


def _shown(row: SheetRow, sheet: SheetImport, options: dict[str, list[str]], today: str, hint: Hint | None) -> Shown:
    name = row.given.get("name") or row.base.get("name") or _("tanpa nama")
    changes = [
        (str(BY_KEY[key].heading), "" if key == "photos" else _said(key, old, sheet), _said(key, new, sheet))
        for key, (old, new) in row.changes.items()
        if row.state not in (State.PROBLEM, *UNDONE) and key in BY_KEY
    ]
    theirs = [
        (str(BY_KEY[key].heading), _said(key, text, sheet))
        for key, text in row.theirs.items()
        if text != row.changes.get(key, ["", text])[1]
    ]
    fields = [_field(column.key, row, options) for column in TYPED] if row.state in OPEN else []
    wrong = [field for field in fields if field.error]
    rest = [field for field in fields if not field.error]
    stale = row.state in OPEN and "" < row.changes.get("best_before", ["", ""])[1] < today
    blind = row.state == State.CHANGED and BLIND in row.base
    slip = row.state != State.UNDONE and slipped(row.changes.get("price"))
    return Shown(
        row, str(name), str(WORDS[State(row.state)]), changes, theirs, wrong, rest, slip, stale, blind, hint
    )  # fmt: skip


def _field(key: str, row: SheetRow, options: dict[str, list[str]]) -> Field:
    return Field(key, str(BY_KEY[key].heading), row.given.get(key, ""), row.problems.get(key, ""), options.get(key, []))


def _said(key: str, text: str, sheet: SheetImport) -> str:
    if key == "price" and text.isdigit():
        return rupiah(Money(int(text), sheet.currency))
    return text or _("kosong")


def _unused(sheet: SheetImport, rows: Any) -> list[str]:
    """Pictures of the zip that no row names, and what is no picture."""
    names = tuple(sheet.picture_names)
    used = {
        chosen(name, names)
        for text in rows.exclude(state=State.OUT).values_list(PHOTOS, flat=True)
        for name in photo_names(text or "")
    }
    return [name.rsplit("/", 1)[-1] for name in (*names, *sheet.odd_names) if name not in used]


def _without_photo(rows: Any) -> int:
    new = rows.filter(state=State.NEW).values_list(PHOTOS, flat=True)
    return sum(1 for text in new if not text)
