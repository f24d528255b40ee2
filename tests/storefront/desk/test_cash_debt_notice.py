"""What a seller reads on its money page while its cash debt is too high."""

from collections.abc import Callable

import pytest
from django.test import Client

from payments.ledger import accounts
from payments.ledger.posting import Move, post
from payments.money import Money
from sellers.people.models import Person
from storefront.orders import cash_debts
from storefront.terms.models import CooperativeTerms
from tests.cast import Cast

At = Callable[[Person], Client]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("grace", "sentence"), [(14, "agar pesanan tunai tetap jalan"), (0, "Pesanan tunai baru berhenti dulu")]
)
def test_the_money_page_says_what_to_bring_and_by_when(cast: Cast, at: At, grace: int, sentence: str) -> None:
    CooperativeTerms.objects.update(cash_debt_grace_days=grace)
    seller = accounts.seller(cast.saris.seller.pk, cast.cooperative.pk, "IDR")
    income = accounts.commission(cast.cooperative.pk, "IDR")
    post(entry="test", moves=[Move("commission", income, seller, Money(300_000, "IDR"), "X")])
    cash_debts.watch()
    shown = at(cast.sari).get("/lapak/uang/").content.decode()
    assert sentence in shown
    assert "Rp300.000" in shown
