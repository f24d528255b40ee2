"""What is true of a stall now, read from its rows, for the checklist of sellers.onboarding."""

from datetime import date

from django.utils import timezone

from catalog.products.models import Product
from payments.charges.models import BankAccount
from sellers.accounts.models import Seller
from sellers.kit import clock
from sellers.onboarding.checklist import GoodFacts, Item, StallFacts, State, checklist
from sellers.onboarding.documents import NUMBER_FIELDS
from sellers.onboarding.models import Document
from sellers.regions import places
from storefront.delivery.models import DeliveryOption

# food as it was picked, laid, milled or caught; all other food was made by somebody
RAW_FOOD = frozenset({"buah", "sayur", "telur", "sembako", "seafood_segar", "rumput_laut"})
FRESH_DAYS = 2  # what a good marked as quickly spoiled keeps
STATES = {
    Document.State.WAITING: State.WAITING,
    Document.State.ACCEPTED: State.DONE,
    Document.State.REFUSED: State.REFUSED,
}


def own_checklist(seller: Seller) -> tuple[Item, ...]:
    return checklist(facts_of(seller))


def facts_of(seller: Seller) -> StallFacts:
    """Six small queries; the caller has seen to it that it may look at the stall."""
    today = timezone.localdate(clock.now(), places.zone_of(seller.village_code))
    goods = seller.products.exclude(state=Product.State.TAKEN_DOWN).select_related("category")
    papers = {kind: State.DONE for kind, field in NUMBER_FIELDS.items() if getattr(seller, field)}  # told before photos
    papers |= {row.kind: STATES[Document.State(row.state)] for row in Document.objects.filter(seller=seller).current()}
    accounts = BankAccount.objects.filter(seller=seller, is_active=True)
    has_account = accounts.exists()
    return StallFacts(
        goods=tuple(_good(product, today) for product in goods),
        papers=papers,
        has_bank_account=has_account,
        paid_by_transfer=has_account or seller.mandate_from is not None,
        has_opening_hours=bool(seller.opening_hours),
        has_delivery=DeliveryOption.objects.filter(seller=seller, is_active=True).exists(),
        has_story=bool(seller.story),
    )


def food_without_halal(seller: Seller) -> int | None:
    """The first food whose halal status nobody chose: until then no certificate makes the line whole."""
    goods = seller.products.exclude(state=Product.State.TAKEN_DOWN)
    unsaid = goods.filter(category__is_food=True, halal=Product.Halal.UNSTATED)
    return unsaid.order_by("pk").values_list("pk", flat=True).first()


def halal_is_examined(seller: Seller) -> bool:
    """Whether a certificate lies with an officer; "in process" without one is at the office that gives it."""
    return Document.objects.filter(seller=seller, kind=Document.Kind.HALAL).waiting().exists()


def _good(product: Product, today: date) -> GoodFacts:
    food = product.category.is_food and product.halal != Product.Halal.NOT_FOOD
    keeps = (product.best_before - today).days if product.best_before else None
    return GoodFacts(
        is_food=food,
        is_processed=food and product.category.slug not in RAW_FOOD,
        keeps_days=FRESH_DAYS if product.perishable else keeps,
        halal=product.halal,
    )
