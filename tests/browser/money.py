"""Amounts as pages write them."""


def digits(text: str) -> int:
    """`Rp87.217` is 87217."""
    return int("".join(sign for sign in text if sign.isdigit()) or 0)
