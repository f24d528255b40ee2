"""The twenty stalls with their people, papers and mandates, and two that wait for approval."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from payments.charges.models import BankAccount
from sellers.accounts.actions import SLUG_LENGTH
from sellers.accounts.models import Cooperative, HelperConsent, Membership, Seller
from sellers.kit import clock
from sellers.people.consent import CURRENT_VERSION
from sellers.people.models import Person
from storefront.demo import sheets
from storefront.demo.market import ways
from storefront.stalls.actions import open_stall

COLLECTS_ITSELF = "B09"  # a cooperative of its own: in the umbrella for its figures, paid on its own account
BANKS = ("002", "014", "114", "008")
WITHOUT_ACCOUNT = 9  # every so many has not named an account yet, so that pages show what that means
NEW = (  # phone, name, village, what is sold, cooperative
    ("+6281200000095", "Keripik Pisang Bu Tutik", "35.05.07.2004", "Keripik pisang dan sale pisang", "blitar"),
    ("+6281200000096", "Madu Hutan Sembakung", "65.71.04.1003", "Madu hutan dan lilin lebah", "tarakan"),
)


def stalls(people: Mapping[str, Person], cooperatives: Mapping[str, Cooperative], now: datetime) -> dict[str, Seller]:
    """The stalls by their id in the sheet; one that stands already is left as its people made it."""
    standing = {seller.slug: seller for seller in Seller.objects.filter(slug__in=map(slug, sheets.sellers()))}
    made = {
        row.id: standing.get(slug(row)) or _stall(row, cooperatives[row.cooperative], now) for row in sheets.sellers()
    }
    _roles(people, made, cooperatives, now)
    return made


def slug(row: sheets.SellerRow) -> str:
    return row.name.lower().replace(" ", "-")[:SLUG_LENGTH]


def waiting(people: Mapping[str, Person], cooperatives: Mapping[str, Cooperative], now: datetime) -> None:
    """Two new stalls, opened yesterday and this morning, so that the officers have something to decide."""
    for age, (phone, name, village, sells, cooperative) in enumerate(NEW):
        person = people[phone]
        if Membership.objects.filter(person=person).exists():
            continue
        with clock.frozen(now - timedelta(hours=20 - 15 * age)):
            open_stall(
                person=person, archetype="perorangan_mikro", name=name, village_code=village, sells=sells,
                paid_by={"cash"}, cooperative_id=cooperatives[cooperative].pk, consent_version=CURRENT_VERSION,
            )  # fmt: skip


def _stall(row: sheets.SellerRow, cooperative: Cooperative, now: datetime) -> Seller:
    since = now - timedelta(days=210 - 4 * row.number)
    region = row.village_code[:5].replace(".", "")
    seller = Seller.objects.create(
        name=row.name,
        slug=slug(row),
        archetype=row.archetype,
        village_code=row.village_code,
        address=row.street,
        phone=f"+62812000000{row.number:02}",
        story=row.story,
        sells=", ".join(product.name for product in sheets.products() if product.seller_id == row.id)[:200],
        cooperative=cooperative,
        mandate_from=None if row.id == COLLECTS_ITSELF else since.date(),
        state=Seller.State.APPROVED,
        nib=f"91200000001{row.number:02}" if "NIB" in row.papers else "",
        pirt=f"206{region}01{row.number:04}-30" if "PIRT" in row.papers else "",
        halal_certificate=f"ID{region}1100000{row.number:04}26" if "HALAL" in row.papers else "",
        created_at=since,
    )
    if row.number % WITHOUT_ACCOUNT or row.id == COLLECTS_ITSELF:
        BankAccount.objects.create(
            seller=seller, bank_code=BANKS[row.number % len(BANKS)], number=f"00009988{row.number:02}66554",
            holder=row.name, created_at=since,
        )  # fmt: skip
    ways.open_ways(seller, row)
    return seller


def _roles(
    people: Mapping[str, Person], sellers: Mapping[str, Seller], cooperatives: Mapping[str, Cooperative], now: datetime
) -> None:
    """Memberships and the helper's consents; whoever has any role keeps the roles they have now."""
    settled = set(Membership.objects.filter(person__in=people.values()).values_list("person_id", flat=True))
    settled |= set(HelperConsent.objects.filter(helper__in=people.values()).values_list("helper_id", flat=True))
    since = now - timedelta(days=120)
    memberships, consents = [], []
    for row in sheets.people():
        person = people[row.phone]
        if person.pk in settled or row.role == "ketua_baru":
            continue
        for place in row.of:
            if row.role == "pendamping":
                seller = sellers[place]
                consents.append(_consent(seller, person, people[seller.phone], since))
            else:
                where = {"seller": sellers[place]} if place in sellers else {"cooperative": cooperatives[place]}
                memberships.append(Membership(person=person, role=row.role, created_at=since, **where))
    Membership.objects.bulk_create(memberships)
    HelperConsent.objects.bulk_create(consents)


def _consent(seller: Seller, helper: Person, chair: Person, since: datetime) -> HelperConsent:
    verbs = ["products", "orders", "stall"]
    return HelperConsent(seller=seller, helper=helper, given_by=chair, verbs=verbs, given_at=since)
