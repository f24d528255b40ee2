"""A statement or an office page is about orders, not people: enough of a name to compare, no more."""


def masked_name(name: str) -> str:
    """ "Eko Prasetyo" as "E••• P•••": the first letters stay, the lengths do not."""
    return " ".join(f"{word[0]}•••" for word in name.split())
