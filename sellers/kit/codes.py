"""Public codes: eight characters that can be read over the phone without mistaking one for another."""

import secrets

ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"  # no 0/O, 1/I, and no vowels: no words appear by chance
LENGTH = 8


def new_code() -> str:
    """A fresh public code, about 38 bits; the caller's unique constraint settles a clash."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
