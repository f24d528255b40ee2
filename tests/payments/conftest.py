"""What the money tests share: the cast's collectors, an officer's scope, and bills to pay."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest

from payments.charges.actions import open_charge, record_transfer
from payments.charges.models import BankAccount, Charge, IncomingTransfer, QrisCode
from payments.money import Money
from sellers.accounts.access import Scope, Verb
from sellers.accounts.models import Seller
from sellers.kit import clock
from tests.cast import KARANGSARI, Cast
from tests.payments.qris_codes import MAWAR


@dataclass
class Till:
    """Opens bills and records transfers for them, as Dewi of the cooperative."""

    cast: Cast
    scope: Scope
    references: "count[int]" = field(default_factory=lambda: count(1))

    def bill(self, ref: str, minor: int = 85_000, currency: str = "IDR") -> Charge:
        return open_charge(
            bill_ref=ref,
            way="bank_transfer",
            amount=Money(minor, currency),
            cooperative_id=self.cast.cooperative.pk,
        )

    def qris_bill(self, ref: str, minor: int = 85_000) -> Charge:
        amount = Money(minor, "IDR")
        return open_charge(bill_ref=ref, way="qris", amount=amount, cooperative_id=self.cast.cooperative.pk)

    def cash_bill(self, ref: str, minor: int = 85_000, currency: str = "IDR") -> Charge:
        seller = self.cast.saris.seller
        return open_charge(bill_ref=ref, way="cash", amount=Money(minor, currency), seller_id=seller.pk)

    def transfer(self, charge: Charge, minor: int | None = None, reference: str = "") -> IncomingTransfer:
        return record_transfer(
            scope=self.scope,
            person=self.cast.dewi,
            charge_code=charge.code,
            amount_minor=charge.total_minor if minor is None else minor,
            received_at=clock.now(),
            external_id=reference or f"MUTASI-{next(self.references)}",
        )


@pytest.fixture
def officer(cast: Cast) -> Scope:
    return Scope(cast.dewi.pk, {}, {cast.cooperative.pk: frozenset({Verb.TRANSFERS, Verb.REVIEW})})


@pytest.fixture
def till(cast: Cast, officer: Scope) -> Till:
    return Till(cast, officer)


@pytest.fixture
def alone(cast: Cast) -> Callable[[str], Seller]:
    """Makes a seller without a cooperative, with a bank account of its own."""

    def make(name: str) -> Seller:
        seller = Seller.objects.create(
            name=name,
            slug=name.lower(),
            archetype="perorangan_mikro",
            village_code=KARANGSARI,
            phone="+6281200001077",
            state=Seller.State.APPROVED,
        )
        BankAccount.objects.create(seller=seller, bank_code="002", number="123456789012345", holder=name)
        return seller

    return make


@pytest.fixture
def qris(cast: Cast) -> QrisCode:
    """The cooperative's own QRIS, put in long ago."""
    return QrisCode.objects.create(
        cooperative=cast.cooperative, payload=MAWAR, merchant="KUB MAWAR BLITAR", city="KOTA BLITAR",
        nmid="ID0000000000001", created_by=cast.gita, created_at=clock.now() - timedelta(days=30),
    )  # fmt: skip
