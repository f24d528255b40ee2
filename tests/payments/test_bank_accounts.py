"""Banks, and the accounts that collectors are paid to."""

import pytest

from payments.charges.bank_accounts import add_bank_account, digits_of, masked, retire_bank_account
from payments.charges.banks import all_banks, bank_name, for_picker
from payments.charges.errors import BankAccountNotFound, BankUnknown, HolderMissing, NumberNotPossible
from payments.charges.models import BankAccount
from sellers.accounts.access import NOBODY, Scope, Verb
from sellers.audit.models import AuditEntry
from tests.cast import Cast


@pytest.fixture
def owner(cast: Cast) -> Scope:
    return Scope(cast.sari.pk, {cast.saris.seller.pk: frozenset(Verb)})


def add(cast: Cast, scope: Scope, **changes: str) -> BankAccount:
    typed = {"bank_code": "014", "number": "123-456 7890", "holder": "  Sari   Dewi "} | changes
    return add_bank_account(
        scope=scope,
        person=cast.sari,
        seller_id=cast.saris.seller.pk,
        bank_code=typed["bank_code"],
        number=typed["number"],
        holder=typed["holder"],
    )


def test_the_common_banks_come_first_and_merged_ones_are_not_offered() -> None:
    picker = for_picker()
    assert {bank.name for bank in picker[:8]} >= {"BRI", "BCA", "Mandiri", "Bank Jatim", "Bankaltimtara"}
    assert [bank.order for bank in picker] == sorted(bank.order for bank in picker)
    assert len(picker) == sum(bank.active for bank in all_banks().values()) < len(all_banks())


def test_a_bank_is_named_by_its_code_and_an_unknown_code_stays_readable() -> None:
    assert bank_name("014") == "BCA"
    assert bank_name("998") == "998"


@pytest.mark.parametrize(("typed", "digits"), [("123456", "123456"), ("0012 3456-78.9", "0012345678" + "9")])
def test_a_number_may_be_typed_as_it_is_read_aloud(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


@pytest.mark.parametrize("typed", ["", "12345", "1" * 21, "12345a", "١٢٣٤٥٦٧", "-123456x"])
def test_a_number_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(NumberNotPossible) as refused:
        digits_of(typed)
    assert refused.value.field == "number"


def test_an_account_is_kept_clean_and_the_audit_shows_only_its_end(cast: Cast, owner: Scope) -> None:
    account = add(cast, owner)
    assert (account.number, account.holder) == ("1234567890", "Sari Dewi")
    entry = AuditEntry.objects.get(verb="bank_account_added")
    assert entry.after == {"account": "BCA ••••7890", "holder": "Sari Dewi"}
    assert entry.person == cast.sari


def test_the_same_account_again_is_the_one_that_stands(cast: Cast, owner: Scope) -> None:
    assert add(cast, owner).pk == add(cast, owner).pk


def test_an_account_is_shown_by_its_last_four_digits(cast: Cast, owner: Scope) -> None:
    assert masked(add(cast, owner)) == "BCA ••••7890"


def test_an_unknown_or_merged_bank_is_refused(cast: Cast, owner: Scope) -> None:
    merged = next(bank.code for bank in all_banks().values() if not bank.active)
    for code in ("998", merged, ""):
        with pytest.raises(BankUnknown):
            add(cast, owner, bank_code=code)


def test_the_holder_must_be_named(cast: Cast, owner: Scope) -> None:
    with pytest.raises(HolderMissing):
        add(cast, owner, holder="  ")


def test_neither_helper_nor_neighbour_nor_stranger_adds_an_account(cast: Cast) -> None:
    seller = cast.saris.seller.pk
    helper = Scope(cast.budi.pk, {seller: frozenset(Verb)}, helped=frozenset({seller}))
    member = Scope(cast.eko.pk, {seller: frozenset({Verb.PRODUCTS, Verb.ORDERS})})
    neighbour = Scope(cast.citra.pk, {cast.citras.seller.pk: frozenset(Verb)})
    officer = Scope(cast.dewi.pk, {}, {cast.cooperative.pk: frozenset({Verb.TRANSFERS})})
    for scope in (helper, member, neighbour, officer, NOBODY):
        with pytest.raises(BankAccountNotFound):
            add(cast, scope)
    assert not BankAccount.objects.filter(seller_id=seller).exists()


def add_to_cooperative(cast: Cast, *verbs: Verb) -> BankAccount:
    return add_bank_account(
        scope=Scope(cast.dewi.pk, {}, {cast.cooperative.pk: frozenset(verbs)}),
        person=cast.dewi,
        cooperative_id=cast.cooperative.pk,
        bank_code="114",
        number="123456",
        holder="Koperasi",
    )


def test_the_cooperatives_treasurer_adds_its_account(cast: Cast) -> None:
    assert add_to_cooperative(cast, Verb.TRANSFERS, Verb.BANK).cooperative == cast.cooperative


def test_an_officer_who_records_transfers_does_not_say_where_they_go(cast: Cast, officer: Scope) -> None:
    account = BankAccount.objects.get(cooperative=cast.cooperative)
    with pytest.raises(BankAccountNotFound):
        add_to_cooperative(cast, Verb.TRANSFERS, Verb.REVIEW)
    with pytest.raises(BankAccountNotFound):
        retire_bank_account(scope=officer, person=cast.dewi, bank_account_id=account.pk)
    account.refresh_from_db()
    assert account.is_active


def test_a_retired_account_stays_and_the_audit_says_who(cast: Cast, owner: Scope) -> None:
    account = add(cast, owner)
    for _again in range(2):
        retire_bank_account(scope=owner, person=cast.sari, bank_account_id=account.pk)
    account.refresh_from_db()
    assert account.is_active is False
    assert AuditEntry.objects.filter(verb="bank_account_retired").count() == 1


def test_a_stranger_cannot_retire_an_account(cast: Cast, owner: Scope) -> None:
    account = add(cast, owner)
    with pytest.raises(BankAccountNotFound):
        retire_bank_account(scope=NOBODY, person=cast.stranger, bank_account_id=account.pk)
