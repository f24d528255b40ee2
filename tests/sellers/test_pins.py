"""The PIN of a shared phone: not to be guessed, and no way in by itself."""

import pytest

from sellers.kit import clock
from sellers.people import pins
from sellers.people.models import Handset, Person
from tests.cast import Cast


@pytest.mark.parametrize(
    "pin",
    ["0000", "1111", "1234", "4321", "0123", "9876", "1212", "123456", "121212", "123123", "1987", "2004", "170845",
     "311299"],
)  # fmt: skip
def test_what_anybody_would_try_first_is_refused(pin: str) -> None:
    assert pins.easy(pin)


@pytest.mark.parametrize("pin", ["7294", "58301", "904716", "0835"])
def test_others_are_fine(pin: str) -> None:
    assert not pins.easy(pin)


def test_the_end_of_the_own_number_is_refused() -> None:
    assert pins.easy("7392", phone="+6281255557392")


@pytest.mark.django_db
@pytest.mark.parametrize("pin", ["", "729", "7294816", "72a4", "٧٢٩٤", "-729", " 7294"])
def test_a_pin_is_four_to_six_digits(cast: Cast, pin: str) -> None:
    with pytest.raises(pins.WeakPin):
        pins.set_pin(person=cast.sari, pin=pin, again=pin)


@pytest.mark.django_db
def test_it_is_kept_as_a_hash_and_asked_twice(cast: Cast) -> None:
    with pytest.raises(pins.WeakPin):
        pins.set_pin(person=cast.sari, pin="7294", again="7295")
    pins.set_pin(person=cast.sari, pin="7294", again="7294")
    sari = Person.objects.get(pk=cast.sari.pk)
    assert "7294" not in sari.pin
    assert pins.fits(sari, "7294")
    assert not pins.fits(sari, "72940")
    assert not pins.fits(sari, "")


@pytest.mark.django_db
def test_without_a_pin_nothing_fits(cast: Cast) -> None:
    assert not pins.fits(cast.sari, "")
    pins.set_pin(person=cast.sari, pin="7294", again="7294")
    pins.forget_pin(person=cast.sari)
    assert not pins.fits(Person.objects.get(pk=cast.sari.pk), "7294")


@pytest.mark.django_db
def test_a_new_pin_opens_no_other_phone_again(cast: Cast) -> None:
    here, other = (
        Handset.objects.create(person=cast.sari, key_hash=key, wrong_pins=5, proven_at=clock.now()) for key in "ab"
    )
    pins.set_pin(person=cast.sari, pin="7294", again="7294", here=here)
    assert list(Handset.objects.order_by("pk").values_list("wrong_pins", flat=True)) == [0, 5]
    assert other.person == cast.sari
