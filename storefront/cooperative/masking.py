"""An officer reads orders, not people: enough of a name to speak about, no more."""


def masked_name(name: str) -> str:
    """ "Eko Prasetyo" as "E•• P••••••": the first letters stay."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in name.split())
