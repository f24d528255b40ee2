"""Words a cell may hold where there are few to choose from. Pure."""

from catalog.products.models import Product

HALAL = {
    Product.Halal.UNSTATED.value: "",
    Product.Halal.CERTIFIED.value: "bersertifikat",
    Product.Halal.IN_PROCESS.value: "sedang diurus",
    Product.Halal.NOT_HALAL.value: "tidak halal",
    Product.Halal.NOT_FOOD.value: "bukan makanan",
}
HALAL_WORDS = {
    "bersertifikat halal": Product.Halal.CERTIFIED.value,
    "halal": Product.Halal.CERTIFIED.value,
    "sudah": Product.Halal.CERTIFIED.value,
    "dalam proses": Product.Halal.IN_PROCESS.value,
    "belum diisi": Product.Halal.UNSTATED.value,
    "non halal": Product.Halal.NOT_HALAL.value,
    **{word or "belum": value for value, word in HALAL.items()},
    **{value: value for value in HALAL},
}
YES = frozenset({"ya", "y", "iya", "yes", "true", "benar", "1", "x", "v", "✓", "tayang", "aktif", "ok"})
NO = frozenset({"tidak", "t", "no", "n", "false", "salah", "0", "tdk", "turun", "nonaktif", "bukan", "gak", "enggak"})
NOTHING = frozenset({"-", "–", "—", "kosong", "kosongkan"})  # empties a field; an empty cell leaves it as it is
UNITS = {
    "gr": "g", "gram": "g", "kilo": "kg", "kilogram": "kg", "liter": "l", "lt": "l", "ltr": "l", "pcs": "buah",
    "pc": "buah", "pieces": "buah", "bks": "bungkus", "pak": "bungkus", "pack": "bungkus", "btl": "botol",
    "saset": "sachet", "lbr": "lembar", "ptg": "potong", "kw": "kuintal", "m": "meter", "dz": "lusin",
}  # fmt: skip


def yes_or_no(value: bool) -> str:
    return "ya" if value else "tidak"
