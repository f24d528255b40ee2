"""How many codes a number gets. A stranger may slow the way in for its owner, and never shuts it.

Every code is tried three times (TRIES) and then ends, whoever tries and from how many browsers at once. So the guesses
of one day follow from the codes of one day, and nobody's wrong tries use up another's:

| who asks for one number | codes a day | a right guess in a day, at most |
|---|---|---|
| all strangers together | 30 of six digits | 30 * 3 / 10**6 = 1 in 11,111 |
| the same, after these 30 | 3 in ten minutes, of nine digits | 432 * 3 / 10**9 = 1 in 771,604 |
| a browser in which its person signed in with a code | 15 of six digits | 15 * 3 / 10**6 = 1 in 22,222 |

Strangers from four networks, with 15 codes a day each, keep a browser that is not known waiting for less than two
hours; to do it all day takes 31 networks, and then a helper's digits (accounts.vouching) still open. A day begins at
midnight UTC, so that two days' worth fit around it.

The last row is the device cookie of the Open Web Application Security Project: the browser's key (`handsets`) opens an
allowance of its own, that no stranger can use up. A network, of which a stranger needs many, is one IPv4 address or one
IPv6 site (/48), which gets at most 100 codes in ten minutes, whatever numbers they are for: each is paid for. Known and
unknown numbers are counted alike.
"""

from django.conf import settings

from sellers.kit import limits

TRIES = 3
SHORT, LONG = 6, 9  # digits
MINUTE, DAY = 60, 24 * 60 * 60
TEN_MINUTES = 10 * MINUTE
A_DAY_HERE, A_DAY = 15, 30
SLOWLY = 3  # in ten minutes


def count_code(*, phone: str, address: str, own: str = "") -> int:
    """One more code is asked for: how many digits it has; raises limits.TooMany.

    `own` names the browser in which the number's person signed in before: nothing but its own allowance counts there.
    In the demo everybody may read the codes, and shows them to many visitors a day: days are not counted.
    """
    if own:
        _count_here(own)
        return SHORT
    limits.check(what="code.address", key=limits.network(address, bits=64), limit=20, per_s=TEN_MINUTES)
    limits.check(what="code.site", key=limits.network(address), limit=100, per_s=TEN_MINUTES)
    here = f"{phone} {limits.network(address)}"
    _count_here(here)
    try:
        return _count_number(phone)
    except limits.TooMany:
        limits.give_back(what="code.here.day", key=here, per_s=DAY)  # whoever was turned away may come again
        raise


def count_try(*, phone: str, code: str, asked_at: float) -> bool:
    """One more try at the code that was asked for then; False when it is not even looked at."""
    return limits.hit(what="code.try", key=f"{phone} {code} {asked_at}", limit=TRIES, per_s=DAY)


def use_code(*, phone: str, code: str, asked_at: float) -> bool:
    """The right code is typed: True for the first time alone, however many browsers hold a copy of the session."""
    return limits.hit(what="code.used", key=f"{phone} {code} {asked_at}", limit=1, per_s=DAY)


def _count_here(here: str) -> None:
    limits.check(what="code.here", key=here, limit=5, per_s=TEN_MINUTES)
    if not settings.DEMO:
        limits.check(what="code.here.day", key=here, limit=A_DAY_HERE, per_s=DAY)


def _count_number(phone: str) -> int:
    limits.check(what="code.phone", key=phone, limit=20, per_s=TEN_MINUTES)
    if settings.DEMO or limits.hit(what="code.phone.day", key=phone, limit=A_DAY, per_s=DAY):
        return SHORT
    limits.check(what="code.phone.slow", key=phone, limit=SLOWLY, per_s=TEN_MINUTES)
    return LONG
