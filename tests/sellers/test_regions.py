"""The villages, offline: how many there are, what they are called, how people find them."""

import pytest

from sellers.regions import places, register, search
from sellers.regions.places import UnknownVillage


def test_the_register_is_complete() -> None:
    by_level = [sum(code.count(".") == dots for code in register.regions()) for dots in range(3)]
    assert [*by_level, len(register.villages())] == [38, 514, 7_285, 83_762]


def test_every_village_has_a_postal_code_and_a_district() -> None:
    villages = register.villages()
    assert all(villages.postal_codes)
    assert all(villages.code(i)[:8] in register.regions() for i in range(len(villages)))


def test_a_village_carries_the_names_above_it() -> None:
    karangsari = places.village("35.72.02.1005")
    assert (karangsari.name, karangsari.district, karangsari.regency) == ("Karangsari", "Sukorejo", "Kota Blitar")
    assert (karangsari.province, karangsari.postal_code) == ("Jawa Timur", "66125")


def test_names_read_from_near_to_far() -> None:
    assert places.names("35.72.02.1005") == "Karangsari, Sukorejo, Kota Blitar, Jawa Timur"
    assert places.names("65") == "Kalimantan Utara"
    assert places.names("99.99") == ""


@pytest.mark.parametrize(
    "code", ["", "35.72.02", "35.72.02.9999", "3572021005", "35.72.02.1005; DROP", "٣٥.72.02.1005"]
)
def test_what_is_no_village_is_refused(code: str) -> None:
    with pytest.raises(UnknownVillage):
        places.village(code)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("35", "provinsi"), ("35.05", "kabupaten"), ("35.72", "kota"), ("35.72.02", "kecamatan"),
     ("91.03.01", "distrik"), ("35.72.02.1005", "kelurahan"), ("35.05.04.2008", "desa")],
)  # fmt: skip
def test_a_place_knows_its_kind(code: str, kind: str) -> None:
    found = places.place(code)
    assert found is not None
    assert found.kind == kind


def test_children_of_each_level_come_by_name() -> None:
    assert len(places.children()) == 38
    assert [inner.name for inner in places.children("35.72")] == ["Kepanjenkidul", "Sananwetan", "Sukorejo"]
    assert len(places.children("35.72.02")) == 7
    assert places.children("35.72.02.1005") == places.children("nonsense") == ()


@pytest.mark.parametrize(
    ("code", "zone"),
    [("11", "WIB"), ("35.72", "WIB"), ("61", "WIB"), ("51", "WITA"), ("65.71.04.1001", "WITA"), ("81", "WIT"),
     ("96", "WIT")],
)  # fmt: skip
def test_each_place_has_its_time_zone(code: str, zone: str) -> None:
    assert places.zone_name(code) == zone


def test_all_38_provinces_have_a_zone_and_no_other_code_does() -> None:
    assert {places.zone_name(province.code) for province in places.children()} == {"WIB", "WITA", "WIT"}
    with pytest.raises(UnknownVillage):
        places.zone_of("99")


@pytest.mark.parametrize(
    "typed",
    ["Karangsari Blitar", "karangsri blitar", "Karangsari, Sukorejo", "karangsari, kota blitra", "KARANGSARI sukorjo"],
)
def test_a_village_is_found_with_what_lies_above_and_a_wrong_letter(typed: str) -> None:
    assert "35.72.02.1005" in [village.code for village in places.search_villages(typed)]


@pytest.mark.parametrize("typed", ["pantai amal", "pantaiamal", "panta amal", "patnai amal", "Pantai Amall"])
def test_one_slip_of_the_finger_still_finds_pantai_amal(typed: str) -> None:
    assert places.search_villages(typed)[0].code == "65.71.03.1006"


def test_a_postal_code_lists_its_villages() -> None:
    assert {village.name for village in places.search_villages("66125")} >= {"Karangsari"}
    assert places.search_villages("00000") == ()


def test_the_nearer_of_two_equal_names_comes_first() -> None:
    assert places.search_villages("karangsari", near="35.72")[0].code == "35.72.02.1005"


@pytest.mark.parametrize("typed", ["", "a", "?", "zzzzqqqq", "x" * 500])
def test_nonsense_finds_nothing(typed: str) -> None:
    assert places.search_villages(typed) == ()


@pytest.mark.parametrize(
    ("a", "b", "close"),
    [("sari", "sari", True), ("sari", "sri", True), ("sari", "saari", True), ("sari", "sbri", True),
     ("sari", "asri", True), ("sari", "isra", False), ("sari", "sar", True), ("sari", "", False), ("ab", "ba", True)],
)  # fmt: skip
def test_one_slip_is_one_letter_or_two_swapped(a: str, b: str, close: bool) -> None:
    assert search.one_slip(a, b) is close


def test_only_what_looks_like_a_code_is_remembered() -> None:
    """A megabyte sent as a village code is refused, and not kept as the key of an answer."""
    before = places._place.cache_info().currsize, places._children.cache_info().currsize
    for n in range(3):
        assert places.place("9" * 1_000_000 + str(n)) is None
        assert places.children("x" * 1_000_000 + str(n)) == ()
    assert (places._place.cache_info().currsize, places._children.cache_info().currsize) == before
