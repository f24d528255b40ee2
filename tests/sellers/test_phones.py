"""Phone numbers as people write them."""

import pytest
from django.conf import LazySettings

from sellers.people.phones import InvalidPhone, mask_phone, parse_phone, show_phone, wa_link


@pytest.mark.parametrize(
    "typed",
    ["081234567890", "0812-3456-7890", "0812 3456 7890", "62812 3456 7890", "6281234567890", "+62 812-3456-7890",
     "006281234567890", "(0812) 3456.7890", " 81234567890 "],
)  # fmt: skip
def test_every_way_of_writing_gives_one_number(typed: str) -> None:
    assert parse_phone(typed) == "+6281234567890"


def test_a_number_that_starts_with_62_gets_no_second_62() -> None:
    assert parse_phone("62811234567") == "+62811234567"


def test_a_number_of_another_country_is_kept() -> None:
    assert parse_phone("+60 12-345 6789") == "+60123456789"


@pytest.mark.parametrize("typed", ["", "abc", "0812", "08123456789012345", "12345", "0812-3456-78x0", "+62", "'; --"])
def test_what_is_no_number_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(InvalidPhone) as caught:
        parse_phone(typed)
    assert caught.value.field == "phone"
    assert "0812-3456-7890" in caught.value.sentence


def test_the_home_country_is_a_setting(settings: LazySettings) -> None:
    settings.PHONE_REGION = "MY"
    assert parse_phone("012-345 6789") == "+60123456789"


def test_numbers_are_shown_as_they_are_said() -> None:
    assert show_phone("+6281234567890") == "0812-3456-7890"
    assert show_phone("+60123456789") == "+60 12-345 6789"
    assert show_phone("not a number") == "not a number"


def test_a_masked_number_cannot_be_called() -> None:
    assert mask_phone("+6281234567890") == "0812-••••-•890"


def test_a_whatsapp_link_carries_the_text() -> None:
    assert wa_link("+6281234567890", "Halo, 2 kg?") == "https://wa.me/6281234567890?text=Halo%2C%202%20kg%3F"
