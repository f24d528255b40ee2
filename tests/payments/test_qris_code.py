"""A static QRIS is taken only when it is right in every way, and asks for exactly the amount it is told to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import Money
from payments.providers.qris import errors, tlv
from payments.providers.qris.code import read_static, to_dynamic
from payments.providers.qris.tlv import Item
from tests.payments.qris_codes import MAWAR, PAGUNTAKA, VECTORS

ACCEPTED = [name for name, one in VECTORS.items() if one["accept_as_seller_qr"]]
REASONS: dict[str, type[errors.QrisRefused]] = {
    "dyn_25123": errors.QrisIsDynamic,
    "dyn_25123_ref": errors.QrisIsDynamic,
    "dyn_tip_fixed": errors.QrisIsDynamic,
    "dyn_tip_percent": errors.QrisIsDynamic,
    "dyn_keeps_62": errors.QrisIsDynamic,
    "dyn_keeps_64": errors.QrisIsDynamic,
    "dyn_decimal_amount": errors.QrisIsDynamic,
    "dynamic_without_amount": errors.QrisIsDynamic,
    "bad_crc": errors.QrisWrongCrc,
    "tampered_name": errors.QrisWrongCrc,
    "bad_len": errors.QrisCutOff,
    "wrong_currency": errors.QrisNotIdr,
    "no_qris_account": errors.QrisWithoutNmid,
}
SAFE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)


def values(payload: str) -> dict[str, str]:
    return {item.tag: item.value for item in tlv.unsealed(payload)}


def changed(payload: str, **tags: str | None) -> str:
    """The same code with other values, sealed anew; None leaves a tag out. Tags are written t53."""
    new = {name[1:]: value for name, value in tags.items()}
    items = [Item(one.tag, new.get(one.tag, one.value) or "") for one in tlv.unsealed(payload)]
    return tlv.sealed(item for item in items if new.get(item.tag, "") is not None)


def test_the_crc_is_the_one_the_standard_gives_as_an_example() -> None:
    assert tlv.crc("123456789") == "29B1"


def test_every_vector_is_either_taken_or_refused_for_a_known_reason() -> None:
    assert set(ACCEPTED) | set(REASONS) == set(VECTORS)
    assert len(VECTORS) == 16


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_good_static_code_is_taken(name: str) -> None:
    code = read_static(VECTORS[name]["payload"])
    assert code.payload == VECTORS[name]["payload"]
    assert code.merchant == VECTORS[name].get("merchant", "KUB MAWAR BLITAR")
    assert code.nmid == VECTORS[name].get("nmid", "ID0000000000001")
    assert code.city in {"KOTA BLITAR", "TARAKAN"}


@pytest.mark.parametrize("name", sorted(REASONS))
def test_any_other_code_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(errors.QrisRefused) as refused:
        read_static(VECTORS[name]["payload"])
    assert type(refused.value) is REASONS[name]
    with pytest.raises(REASONS[name]):
        to_dynamic(VECTORS[name]["payload"], Money(25_123, "IDR"))


@pytest.mark.parametrize("name", [name for name, one in VECTORS.items() if one["wellformed"]])
def test_every_well_formed_vector_is_read_and_written_back_as_it_was(name: str) -> None:
    payload = VECTORS[name]["payload"]
    assert tlv.sealed(tlv.unsealed(payload)) == payload


@pytest.mark.parametrize("name", [name for name, one in VECTORS.items() if one.get("amount")])
def test_amounts_tips_and_references_are_read_where_they_stand(name: str) -> None:
    one: dict[str, Any] = VECTORS[name]
    read = values(one["payload"])
    extra = {item.tag: item.value for item in tlv.parse(read.get("62", ""))}
    assert read["54"] == one["amount"]
    assert (extra.get("05"), extra.get("01"), extra.get("07")) == (
        one.get("reference"), one.get("bill"), one.get("terminal"),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["dyn_25123", "dyn_keeps_64"])
def test_a_static_code_becomes_the_dynamic_one_of_the_vectors(name: str) -> None:
    one = VECTORS[name]
    assert to_dynamic(VECTORS[one["source"]]["payload"], Money(int(one["amount"]), "IDR")) == one["payload"]


@pytest.mark.parametrize(("name", "extra"), [("dyn_25123_ref", "0513INV-2026-0001"), ("dyn_keeps_62", "0106ORD-42")])
def test_with_their_reference_the_other_vectors_come_out_too(name: str, extra: str) -> None:
    """We write no reference; put in by hand, the rest of the code is the same to the last digit."""
    one = VECTORS[name]
    ours = to_dynamic(VECTORS[one["source"]]["payload"], Money(int(one["amount"]), "IDR"))
    items = [item for item in tlv.unsealed(ours) if item.tag != "62"]
    items.append(Item("62", extra + values(ours).get("62", "")))
    assert tlv.sealed(items) == one["payload"]


@pytest.mark.parametrize("tip", [{"t55": "01"}, {"t55": "02", "t56": "1000"}, {"t55": "03", "t57": "0.7"}])
def test_tips_and_amounts_of_a_static_code_are_never_written(tip: dict[str, str]) -> None:
    items = list(tlv.unsealed(MAWAR))
    with_tip = [*items[:6], Item("54", "9000"), *(Item(tag[1:], value) for tag, value in tip.items()), *items[6:]]
    dynamic = to_dynamic(tlv.sealed(with_tip), Money(25_123, "IDR"))
    assert dynamic == VECTORS["dyn_25123"]["payload"]


def test_text_inside_a_name_is_not_mistaken_for_a_tag() -> None:
    tricky = changed(MAWAR, t59="KUB 5802ID 6304 010211")
    read = values(to_dynamic(tricky, Money(7, "IDR")))
    assert (read["59"], read["54"], read["01"]) == ("KUB 5802ID 6304 010211", "7", "12")


@pytest.mark.parametrize(
    "text",
    ["", " ", "halo", "https://contoh.id/q/1", "00020", "0" * 600, "0002010102", "９" * 20, "000201\x00",
     MAWAR[:-1], MAWAR + "0", MAWAR + MAWAR, MAWAR.replace("6304E759", "6305E759A")],
)  # fmt: skip
def test_what_is_no_whole_code_is_refused(text: str) -> None:
    with pytest.raises(errors.QrisRefused):
        read_static(text)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"t00": "02"}, errors.NotQris),
        ({"t01": None}, errors.QrisIncomplete),
        ({"t01": "13"}, errors.QrisIncomplete),
        ({"t53": None}, errors.QrisNotIdr),
        ({"t53": "840"}, errors.QrisNotIdr),
        ({"t51": None}, errors.QrisWithoutNmid),
        ({"t51": "0014ID.CO.QRIS.WWW"}, errors.QrisWithoutNmid),
        ({"t51": "0014ID.CO.QRIS.WWW0214ID000000000001"}, errors.QrisWithoutNmid),
        ({"t51": "0014ID.CO.QRIS.WWW0215IDA000000000001"}, errors.QrisWithoutNmid),
        ({"t51": "0014ID.CO.OTHER.WW0215ID0000000000001"}, errors.QrisWithoutNmid),
        ({"t51": "XX"}, errors.QrisWithoutNmid),
        ({"t52": "12"}, errors.QrisIncomplete),
        ({"t58": "MY"}, errors.QrisIncomplete),
        ({"t59": "   "}, errors.QrisIncomplete),
    ],
)
def test_each_missing_or_foreign_part_has_its_reason(
    change: dict[str, str | None], reason: type[errors.QrisRefused]
) -> None:
    with pytest.raises(reason):
        read_static(changed(MAWAR, **change))


def test_a_tag_that_stands_twice_is_refused() -> None:
    items = list(tlv.unsealed(MAWAR))
    with pytest.raises(errors.QrisCutOff):
        read_static(tlv.sealed([*items, Item("59", "ORANG LAIN")]))


def test_a_pasted_code_may_have_line_breaks_and_blanks_around_it() -> None:
    assert read_static(f" \n{MAWAR[:60]}\r\n{MAWAR[60:]}\n\u200b").payload == MAWAR


def test_a_long_name_is_read_and_kept_within_its_column() -> None:
    assert read_static(changed(MAWAR, t59="A" * 80)).merchant == "A" * 60


@pytest.mark.parametrize("amount", [Money(0, "IDR"), Money(-5, "IDR"), Money(2500, "USD")])
def test_only_whole_rupiah_above_nothing_can_be_asked(amount: Money) -> None:
    with pytest.raises(ValueError, match="cannot ask"):
        to_dynamic(MAWAR, amount)


@given(minor=st.integers(1, 10_000_000), source=st.sampled_from([VECTORS[name]["payload"] for name in ACCEPTED]))
def test_a_dynamic_code_differs_in_nothing_but_amount_and_kind(minor: int, source: str) -> None:
    before, after = values(source), values(to_dynamic(source, Money(minor, "IDR")))
    assert after.pop("54") == str(minor)
    assert after.pop("01") == "12"
    before.pop("01")
    assert list(after.items()) == list(before.items())


@given(st.lists(st.tuples(st.integers(0, 99), SAFE), unique_by=lambda pair: pair[0], max_size=12))
def test_items_survive_being_written_and_read(pairs: list[tuple[int, str]]) -> None:
    items = tuple(Item(f"{tag:02}", value) for tag, value in pairs)
    assert tlv.parse(tlv.write(items)) == items


@given(at=st.integers(0, len(PAGUNTAKA) - 1), sign=st.characters(min_codepoint=32, max_codepoint=126))
def test_no_changed_sign_goes_unnoticed(at: int, sign: str) -> None:
    if sign.upper() == PAGUNTAKA[at] or sign == PAGUNTAKA[at]:
        return
    with pytest.raises(errors.QrisRefused):
        read_static(PAGUNTAKA[:at] + sign + PAGUNTAKA[at + 1 :])


@given(st.text(max_size=300))
def test_whatever_is_pasted_gets_a_sentence(text: str) -> None:
    with pytest.raises(errors.QrisRefused):
        read_static(text)
