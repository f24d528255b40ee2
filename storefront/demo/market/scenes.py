"""Orders that are under way, one for each thing a page can show; `live` plays them through the real actions."""

from dataclasses import dataclass

Good = tuple[str, int, int]  # product, pack (0 is the first), quantity
Step = tuple[str, float]  # what happens, and how many hours ago


@dataclass(frozen=True)
class Who:
    name: str
    phone: str
    village_code: str
    street: str
    landmark: str


@dataclass(frozen=True)
class Scene:
    """`ways` says how each stall's part travels; steps are taken in every part it fits, in this order."""

    key: str
    hours_ago: float
    who: Who
    goods: tuple[Good, ...]
    ways: dict[str, str]
    pay: str = "bank_transfer"
    steps: tuple[Step, ...] = ()
    note: str = ""


EKO = Who("Eko Nugroho", "+6281200000099", "35.72.03.1001", "Jl. Ciliwung 40", "Pagar hijau, seberang mushola")
INDAH = Who("Indah Lestari", "+6281200000101", "35.72.02.1005", "Jl. Cemara 18", "Rumah pojok dekat pos ronda")
BAYU = Who("Bayu Kusuma", "+6281200000102", "35.05.03.1007", "Jl. Raya Srengat 71", "Toko bangunan Makmur")
DIAH = Who("Diah Anggraini", "+6281200000103", "35.73.01.1001", "Jl. Mawar 5", "Kos putih lantai dua")
YUSUF = Who("Yusuf Ramadhan", "+6281200000104", "65.71.01.1001", "Jl. Bhayangkara 33", "Depan warung coto")
MEGA = Who("Mega Pratiwi", "+6281200000105", "65.71.02.1001", "Jl. Kusuma Bangsa 8", "Rumah panggung biru")
TITIK = Who("Titik Handayani", "+6281200000106", "35.72.01.1003", "Jl. Tanjung 30", "Sebelah lapangan")

SCENES = (
    Scene("waiting", 2, EKO, (("P004", 0, 10), ("P010", 0, 3)), {"B01": "courier", "B03": "seller"},
          note="Tolong pilih yang matang ya, Pak."),
    Scene("waiting-tarakan", 5, YUSUF, (("P057", 0, 3), ("P064", 0, 1)), {"T05": "seller", "T07": "seller"}),
    Scene("waiting-long", 19, TITIK, (("P006", 0, 1),), {"B02": "courier"}, "qris"),
    Scene("two-sent-apart", 52, DIAH, (("P013", 0, 1), ("P048", 0, 2)), {"B04": "courier", "T02": "courier"},
          steps=(("pay", 50), ("accept", 46), ("pack", 40), ("send", 28))),
    Scene("to-accept", 4, INDAH, (("P001", 0, 1), ("P015", 0, 2)), {"B01": "seller", "B04": "courier"},
          steps=(("pay", 3),), note="Untuk hadiah ulang tahun."),
    Scene("cash-to-accept", 1, TITIK, (("P010", 0, 5), ("P011", 0, 1)), {"B03": "seller"}, "cash"),
    Scene("accepted", 15, BAYU, (("P007", 0, 1),), {"B02": "courier"}, "qris",
          (("pay", 14), ("accept", 11))),
    Scene("packed", 26, INDAH, (("P033", 0, 2), ("P034", 1, 1)), {"B09": "courier"},
          steps=(("pay", 25), ("accept", 20), ("pack", 5))),
    Scene("ready", 22, EKO, (("P024", 0, 1), ("P023", 0, 2)), {"B06": "pickup"}, "cash",
          (("accept", 18), ("pack", 8), ("ready", 6))),
    Scene("overdue", 31, BAYU, (("P036", 0, 2), ("P037", 0, 1)), {"B10": "courier"}, steps=(("pay", 29),)),
    Scene("wants-to-cancel", 12, TITIK, (("P008", 0, 1),), {"B02": "courier"},
          steps=(("pay", 11), ("ask", 2))),
    Scene("delivered", 9, BAYU, (("P030", 0, 2), ("P031", 0, 1)), {"B08": "seller"}, "cash",
          (("accept", 8), ("pack", 7), ("deliver", 3))),
    Scene("tarakan-to-accept", 3, MEGA, (("P066", 0, 5), ("P065", 0, 3)), {"T07": "seller"}, "cash"),
    Scene("tarakan-paid", 7, MEGA, (("P046", 1, 2), ("P060", 0, 1)), {"T02": "seller", "T06": "courier"},
          steps=(("pay", 6),)),
    Scene("tarakan-accepted", 18, YUSUF, (("P043", 0, 1),), {"T01": "courier"}, steps=(("pay", 17), ("accept", 10))),
    Scene("tarakan-sent", 40, MEGA, (("P054", 0, 1), ("P053", 0, 1)), {"T04": "seller"},
          steps=(("pay", 38), ("accept", 30), ("pack", 6), ("send", 2))),
    Scene("tarakan-to-weigh", 6, YUSUF, (("P068", 0, 2),), {"T08": "seller"}, steps=(("pay", 5), ("accept", 4)),
          note="Tolong dibersihkan sisiknya."),
    Scene("tarakan-overdue", 33, YUSUF, (("P050", 0, 3),), {"T03": "seller"}, steps=(("pay", 32),)),
    Scene("cancelled", 60, INDAH, (("P020", 0, 1),), {"B05": "seller"}, steps=(("pay", 58), ("refuse", 55))),
)  # fmt: skip
