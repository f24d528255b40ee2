"""The ground of the market: categories, the two cooperatives with their terms and accounts, the people."""

from datetime import datetime, timedelta
from typing import Any

from catalog.products.models import Category
from payments.charges.models import BankAccount, QrisCode
from payments.providers.qris.code import read_static
from sellers.accounts.models import Cooperative
from sellers.people.actions import give_consent
from sellers.people.consent import CURRENT_VERSION, TEXTS
from sellers.people.models import ApiToken, Person
from sellers.people.tokens import issue
from storefront.demo import sheets
from storefront.demo.people import OPERATOR_PASSWORD, raw_token, rows
from storefront.terms.models import CommissionRule, CooperativeTerms

AGE = timedelta(days=240)  # the cooperatives and their members began this long ago

# key: name, village, phone, bank code, account number, commission in basis points; all of it invented
COOPERATIVES = {
    "blitar": ("Koperasi Karya Bumi Penataran", "35.72.02.1005", "+6281200000070", "114", "0001230045678", 500),
    "tarakan": ("Koperasi Bahari Paguntaka", "65.71.02.1001", "+6281200000077", "124", "0009870012345", 500),
}
# the QRIS of one of them, to try the page with: its NMID and its acquirer were never given to anybody
QRIS = {
    "blitar": "00020101021126600014COM.CONTOH.WWW011893600000000000000202090000000020303UMI51440014ID.CO.QRIS.WWW"
    "0215ID00000000000090303UMI5204549953033605802ID5924KOP KARYA BUMI PENATARAN6011KOTA BLITAR6105661376304EAFA",
}


def categories() -> None:
    for position, row in enumerate(sheets.categories()):
        Category.objects.get_or_create(
            slug=row.slug,
            defaults={
                "name_id": row.name_id, "name_en": row.name_en, "emblem": row.emblem, "hue": row.hue,
                "position": position, "is_food": row.is_food, "default_weight_g": row.default_weight_g,
            },
        )  # fmt: skip


def cooperatives(now: datetime) -> dict[str, Cooperative]:
    return {key: _cooperative(key, now - AGE) for key in COOPERATIVES}


def people(now: datetime) -> dict[str, Person]:
    """Everybody by phone; whoever changed their name keeps the new one."""
    found = {person.phone: person for person in Person.objects.filter(phone__in=[row.phone for row in rows()])}
    for row in rows():
        if row.phone not in found:
            found[row.phone] = _person(row, now - AGE)
    tokens = set(ApiToken.objects.filter(person__in=found.values(), label="demo").values_list("person_id", flat=True))
    for phone, person in found.items():
        if person.pk not in tokens:
            issue(person=person, label="demo", raw=raw_token(phone))
    return found


def _cooperative(key: str, since: datetime) -> Cooperative:
    name, village, phone, bank, number, commission = COOPERATIVES[key]
    cooperative, made = Cooperative.objects.get_or_create(
        slug=name.lower().replace(" ", "-"),
        defaults={"name": name, "village_code": village, "phone": phone, "created_at": since},
    )
    if made:
        CooperativeTerms.objects.create(cooperative=cooperative)
        CommissionRule.objects.create(cooperative=cooperative, basis_points=commission, valid_from=since)
        BankAccount.objects.create(
            cooperative=cooperative, bank_code=bank, number=number, holder=name, created_at=since
        )
        if key in QRIS:
            code = read_static(QRIS[key])
            QrisCode.objects.create(
                cooperative=cooperative, payload=code.payload, merchant=code.merchant, city=code.city, nmid=code.nmid,
                created_at=since,
            )  # fmt: skip
    return cooperative


def _person(row: sheets.PersonRow, since: datetime) -> Person:
    fields: dict[str, Any] = {"phone_verified": True, "created_at": since}
    if row.role == "operator":
        person = Person.objects.create_superuser(row.phone, row.name, OPERATOR_PASSWORD, **fields)
    else:
        person = Person.objects.create_user(row.phone, row.name, **fields)
    for text in TEXTS:
        give_consent(person=person, text=text, version=CURRENT_VERSION)
    return person
