"""An officer reads orders, not people: enough of a name to compare with a statement, no more."""


def masked_name(name: str) -> str:
    """ "Eko Prasetyo" as "E••• P•••": the first letters stay, the lengths do not."""
    return " ".join(f"{word[0]}•••" for word in name.split())
