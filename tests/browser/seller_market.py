"""The demo market as its sellers' pages need it: who opens which address. Runs beside the served market, on its data.

`manage.py shell` calls `show`. What the market does not have yet (an invitation that waits, a stall half opened, a
number on its way) is made here, so that every page has something to show.
"""

import hashlib
import io
import json
import secrets
import sys
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.urls import reverse

from catalog.media.models import Photo
from catalog.products.models import Product, SheetImport
from catalog.products.sheets import bringing
from catalog.products.sheets.bringing import Brought
from payments.charges.models import BankAccount, Charge, QrisCode
from sellers.accounts.asking import scope_of
from sellers.accounts.invitations import invite
from sellers.accounts.models import HelperRequest, Seller
from sellers.kit import clock
from sellers.onboarding import openings
from sellers.people import fresh, handsets, passkeys, pins
from sellers.people.models import Handset, NumberChange, Person
from storefront.orders.models import Order
from storefront.orders.refund_rights import refundable
from storefront.terms.shares import surplus_actions as surplus
from storefront.terms.shares.models import ShareClosing, SurplusPart, SurplusYear
from tests.catalog.sheets.making import HEAD, OPAK, csv
from tests.storefront.addresses import patterns

WHO = {
    "ketua": "+6281200000004",  # Sulastri, KWT Melati Srengat: a group with shares, and parcels on the way
    "imam": "+6281200000003",  # Poktan Belimbing: goods sold by weight, ready for pick-up
    "kendang": "+6281200000001",  # Suroto, KUB Kendang Sentul Jaya: invites, and shares a phone by PIN
    "tunggal": "+6281200000005",  # Bu Sumiyati, a stall of one person
    "bendahara": "+6281200000043",  # of KWT Melati: closes a period of shares
    "kosong": "+6281200000095",  # Bu Tutik: waits for approval and has nothing yet
    "kopi": "+6281200000009",  # Koperasi Kopi Lereng Kelud: collects by its own bank account
    "pendamping": "+6281200000061",  # Galih, who helps three stalls
}
CHAIR = "+6281200000075"  # Siti Rahmawati, of the cooperative in Blitar
GUEST, NEW, INVITED, MEMBER = "tamu", "baru", "diundang", "anggota"
OPENING = {
    "archetype": "pengrajin_sentra", "name": "Batik Bu Wati", "village_code": "35.05.10.2007", "q": "Sentul",
    "good": {"name": "Batik tulis motif kembang", "price": "250000", "unit": "lembar", "stock": "3", "checked": True},
    "paid_by": ["transfer"],
}  # fmt: skip
SURFACES = ("desk:", "account_", "own_", "join", "helper_")
SHOWN_STATES = ("waiting", "confirmed", "accepted", "packed", "ready", "sent", "received")
ANY = {"courier": "jne", "currency": "idr", "kind": "nib", "shape": "story", "step": "siapa", "deed": "putaran"}


def show() -> None:
    people = _people()
    cookies = {who: _cookies(person) for who, person in people.items()}
    made = _made(people)
    told = {
        "cookies": cookies | {GUEST: {handsets.COOKIE: cookies["kendang"][handsets.COOKIE]}},
        "pages": [*_table(people, made), *_more(people)],
    }
    sys.stdout.write(json.dumps(told))


def _people() -> dict[str, Person]:
    known = {who: Person.objects.get(phone=phone) for who, phone in WHO.items()}
    known[MEMBER] = SurplusPart.objects.order_by("pk")[0].person  # of a cooperative that shared its surplus
    return known | {NEW: _newcomer("Wati Lestari", "+6281200001101"), INVITED: _newcomer("Rini", "+6281200001102")}


def _newcomer(name: str, phone: str) -> Person:
    person = Person.objects.filter(phone=phone).first()
    return person or Person.objects.create_user(phone, name, phone_verified=True)


def _cookies(person: Person) -> dict[str, str]:
    """Signed in a moment ago with a code, on a phone that knows the person."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "sellers.people.backends.PersonBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[fresh.KEY] = clock.now().timestamp()
    session.create()
    key = secrets.token_urlsafe(32)
    Handset.objects.create(
        person=person, key_hash=hashlib.sha256(key.encode()).hexdigest(), label="Android, Chrome",
        session_key=session.session_key or "", proven_at=clock.now(),
    )  # fmt: skip
    answer = HttpResponse()
    answer.set_signed_cookie(handsets.COOKIE, key, salt=handsets.SALT)
    return {"sessionid": session.session_key or "", handsets.COOKIE: answer.cookies[handsets.COOKIE].value}


def _made(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """What waits, and the parts of the addresses that are about it."""
    suroto, helper = people["kendang"], people["pendamping"]
    seller = _stall(suroto)
    pins.set_pin(person=suroto, pin="258013", again="258013")
    _close_surplus()
    openings.keep(person=people[NEW], step="jual", answers=OPENING)
    door = invite(scope=scope_of(suroto), person=suroto, seller_id=seller.pk, role="anggota")
    HelperRequest.objects.get_or_create(
        seller=seller, helper=people[INVITED], answer="", defaults={"verbs": ["orders"]}
    )  # fmt: skip
    return {
        "join": {"code": door.code},
        "desk:invitation": {"invitation_id": door.pk},
        "desk:person_enter": {"handset_id": Handset.objects.filter(person=suroto).latest("pk").pk},
        "account_number_old": {"key": _moving(people["kopi"], helper, proven=True).stop_key},
        "account_number_proof": {"code": _moving(people["tunggal"], helper, proven=False).code},
        "helper_unlock": {"person_id": people["imam"].pk},
        "helper_number": {"person_id": people["imam"].pk},
    }


def _close_surplus() -> None:
    """The chair writes the members' parts of last year down, so that they see them."""
    chair = Person.objects.get(phone=CHAIR)
    for year in SurplusYear.objects.filter(closed_at=None):
        division, _parts = surplus.divided(year)
        surplus.close_year(
            scope=scope_of(chair), person=chair, cooperative_id=year.cooperative_id, year=year.year,
            seen=surplus.fingerprint(year, division),
        )  # fmt: skip


def _moving(person: Person, helper: Person, *, proven: bool) -> NumberChange:
    """A number that changes in three days, or whose new number has not answered yet."""
    now = clock.now()
    change, _new = NumberChange.objects.get_or_create(
        person=person, stopped_at=None, moved_at=None,
        defaults={
            "attested_by": helper, "old_phone": person.phone, "new_phone": f"+62855{person.pk:08}",
            "code": secrets.token_hex(4), "stop_key": secrets.token_hex(16), "secret_hash": "0" * 64,
            "expires_at": now + timedelta(days=1), "proven_at": now if proven else None,
            "due_at": now + timedelta(days=3),
        },
    )  # fmt: skip
    return change


def _stall(person: Person) -> Seller:
    return Seller.objects.filter(memberships__person=person).order_by("pk")[0]


def _table(people: dict[str, Person], made: dict[str, dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Each address of the sellers' surfaces by its name: whoever opens it, and the address."""
    examples = _examples(people) | {name: (_by(name), parts) for name, parts in made.items()}
    found = []
    for name, takes in patterns():
        if name.startswith(SURFACES):
            who, parts = examples.get(name, (_by(name), {part: ANY.get(part, "1") for part in takes}))
            found.append((name, who, reverse(name, kwargs=_fitting(name, parts))))
    return found


def _by(name: str) -> str:
    if name.startswith("helper_"):
        return "pendamping"
    if name.startswith("desk:open"):
        return NEW
    if name.startswith("join"):
        return INVITED
    alone = name in OF_THE_PHONE or (name.startswith("account_") and name not in SIGNED_IN)
    if name in OF_INVITING:
        return "kendang"
    return GUEST if alone else "ketua"


OF_INVITING = ("desk:invitation", "desk:helpers", "desk:members", "desk:diary")
OF_THE_PHONE = ("desk:persons", "desk:person_enter")
SIGNED_IN = ("account_logout", "account_fresh_sign_in")


def _fitting(name: str, parts: dict[str, Any]) -> dict[str, Any]:
    """Example parts as this address takes them."""
    return parts | ({"key": "00000000-0000-4000-8000-000000000000"} if name == "desk:upload" else {})


def _examples(people: dict[str, Person]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Whose page it is and the parts of its address, where the first thing to come along will not do."""
    stall = _stall(people["ketua"])
    good = Product.objects.filter(seller=stall).order_by("pk")[0]
    photo = Photo.objects.filter(product=good).order_by("pk")[0]
    order = Order.objects.filter(seller=stall, state="sent", delivery_kind="courier").order_by("pk")[0]
    to_refund = refundable(scope_of(people["ketua"])).filter(seller=stall).order_by("pk")[0]
    awaited = Charge.objects.filter(seller=_stall(people["kopi"]), provider="bank_transfer").order_by("-pk")[0]
    single = _stall(people["tunggal"])
    bank = BankAccount.objects.filter(seller=single, is_active=True).order_by("pk")[0]
    qris, _new = QrisCode.objects.get_or_create(
        seller=single, defaults={"payload": QrisCode.objects.filter(cooperative__isnull=False)[0].payload,
                                 "merchant": "JAJAN PASAR BU SUMIYATI", "city": "BLITAR", "nmid": "ID0000000000012"},
    )  # fmt: skip
    passkey, _found = Authenticator.objects.get_or_create(
        user=people["tunggal"], type=passkeys.WEBAUTHN, defaults={"data": {"name": "HP lama"}}
    )
    ketua: dict[str, dict[str, Any]] = {
        **{f"desk:{name}": {"product_id": good.pk} for name in ("product", "product_share", "product_preview")},
        "desk:product_card": {"product_id": good.pk, "shape": "square"},
        "desk:photo": {"product_id": good.pk, "photo_id": photo.pk},
        **{f"desk:{name}": {"code": order.code} for name in ("order", "order_label", "order_proof")},
        "desk:delivery": {"kind": "courier"},
        "own_group": {"seller_id": stall.pk},
        "desk:order_refund": {"code": to_refund.code},
        "desk:sheet": {"sheet_id": _sheet(people["ketua"], stall).pk},
        "desk:shares_closed": {"code": ShareClosing.objects.get(seller=stall).code},
        "desk:shares_member": {"person_id": people["ketua"].pk},
    }
    return {name: ("ketua", parts) for name, parts in ketua.items()} | {
        "own_surplus": (MEMBER, {"cooperative_id": SurplusYear.objects.order_by("pk")[0].cooperative_id}),
        "desk:incoming_payment": ("kopi", {"code": awaited.code}),
        "desk:passkey_removal": ("tunggal", {"passkey_id": passkey.pk}),
        "desk:qris_retire": ("tunggal", {"qris_id": qris.pk}),
        "desk:bank_account_retirement": ("tunggal", {"account_id": bank.pk}),
    }


def _sheet(person: Person, stall: Seller) -> SheetImport:
    """One with a row that is good and one that is not."""
    data = csv(HEAD, OPAK, ["Opak Asin", *OPAK[1:4], "murah", "5"])
    return bringing.bring(
        scope=scope_of(person), person=person, seller_id=stall.pk, key=secrets.token_hex(8), currency="IDR",
        brought=Brought("barang.csv", io.BytesIO(data)), guess=lambda name: "camilan",
    )  # fmt: skip


def _more(people: dict[str, Person]) -> list[tuple[str, str, str]]:
    """The same addresses in other states: every kind of order, every question, a stall that has nothing yet."""
    pages = []
    for state in SHOWN_STATES:
        order = Order.objects.filter(seller__in=[_stall(people[who]) for who in ("ketua", "imam")], state=state).first()
        if order:
            who = "ketua" if order.seller_id == _stall(people["ketua"]).pk else "imam"
            pages.append((f"desk:order-{state}", who, reverse("desk:order", args=[order.code])))
    steps = [("desk:open_step-" + step, NEW, reverse("desk:open_step", args=[step]))
             for step in ("nama", "desa", "jual", "bayar")]  # fmt: skip
    papers = [(f"desk:paper-{kind}", "tunggal", reverse("desk:paper", args=[kind])) for kind in ("ktp", "halal")]
    ways = [(f"desk:delivery-{kind}", "ketua", reverse("desk:delivery", args=[kind])) for kind in ("pickup", "seller")]
    names = ("today", "orders", "products", "prices", "money", "stall", "checklist", "shares", "labels", "route")
    empty = [(f"desk:{name}-kosong", "kosong", reverse(f"desk:{name}")) for name in names]
    weighed = Product.objects.filter(seller=_stall(people["imam"])).order_by("pk")[0]
    single = [("desk:product-timbang", "imam", reverse("desk:product", args=[weighed.pk])),
              ("desk:stall-tunggal", "tunggal", reverse("desk:stall")),
              ("desk:today-pendamping", "pendamping", reverse("desk:today"))]  # fmt: skip
    return [*pages, *steps, *papers, *ways, *empty, *single]
