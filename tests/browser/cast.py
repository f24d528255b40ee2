"""Who plays, and with what; a set for each screen, because both play on the same market."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Maker:
    """A newcomer with one good. `misspelt` is how the buyer types its name, one letter wrong."""

    name: str
    phone: str
    stall: str
    goods: str
    product: str
    misspelt: str
    price_typed: str
    price: int
    stock: int


@dataclass(frozen=True)
class Buyer:
    name: str
    phone: str
    street: str


MAKERS = {
    "phone": Maker(
        "Rini Astuti", "0813-9000-0360", "Dapur Bu Rini", "Keripik dan sambal", "Keripik sukun gurih",
        "keripik sukum", "38rb", 38_000, 12,
    ),
    "desktop": Maker(
        "Wulan Sari", "0813-9000-1280", "Rumah Wulan", "Manisan buah", "Manisan pepaya kering",
        "manisan pepoya", "46.000", 46_000, 9,
    ),
}  # fmt: skip
BUYERS = {
    "phone": Buyer("Eko Prasetyo", "0857-1000-0360", "Jl. Ciliwung 40"),
    "desktop": Buyer("Maya Kartika", "0857-1000-1280", "Jl. Bengawan Solo 7"),
}
