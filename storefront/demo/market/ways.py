"""How each stall of the demo hands over goods, and the fee tables: invented, but of the size people pay."""

from sellers.accounts.models import Seller
from sellers.regions import places
from storefront.delivery.models import DeliveryFee, DeliveryOption
from storefront.demo import sheets

Kind = DeliveryOption.Kind
BANDS_KG = (1, 2, 5, 10, 20, 30)
JAVA = ("31", "32", "33", "34", "35", "36")
KALIMANTAN = ("61", "62", "63", "64", "65")
COURIERS = {"jne": 1.0, "jnt": 0.93, "pos": 0.82}  # code: price beside the first
DAYS = {"own": "1-2 hari", "province": "2-3 hari", "island": "2-4 hari", "elsewhere": "4-8 hari"}


def open_ways(seller: Seller, row: sheets.SellerRow) -> None:
    note = f"{row.hours}. {row.street}."
    DeliveryOption.objects.create(seller=seller, kind=Kind.PICKUP, note=note, cod=True)
    fees: list[DeliveryFee] = []
    if row.ways & {"seller_delivery", "local_courier"}:
        by_hired = "local_courier" in row.ways
        note = "Diantar ojek langganan kami." if by_hired else "Kami antar sendiri, pagi atau sore."
        option = DeliveryOption.objects.create(seller=seller, kind=Kind.SELLER, note=note, cod=True)
        fees += _by_district(option, seller.village_code, extra=3_000 if by_hired else 0)
    if "courier" in row.ways:
        codes = ("jne", "jnt", "pos") if row.number % 3 == 1 else ("jne", "jnt")
        for code in codes:
            option = DeliveryOption.objects.create(seller=seller, kind=Kind.COURIER, courier=code)
            fees += _by_weight(option, seller.village_code, COURIERS[code])
    DeliveryFee.objects.bulk_create(fees)


def _by_district(option: DeliveryOption, village: str, *, extra: int) -> list[DeliveryFee]:
    """The own kecamatan is near; each step further in the list of the kabupaten costs a little more."""
    regency, own = village[:5], village[:8]
    districts = sorted(place.code for place in places.children(regency))
    near = districts.index(own)
    rows = []
    for at, code in enumerate(districts):
        fee = 5_000 + extra + (0 if code == own else 2_000 + 1_000 * min(abs(at - near), 10))
        rows.append(
            DeliveryFee(option=option, region=code, upto_weight_g=60_000, fee_minor=fee, days="hari ini atau besok")
        )
    return rows


def _by_weight(option: DeliveryOption, village: str, factor: float) -> list[DeliveryFee]:
    """Per kilogram to the own kabupaten, the own province, the own island, and the rest of the country."""
    province, regency = village[:2], village[:5]
    on_java = province in JAVA
    island = JAVA if on_java else KALIMANTAN
    rates = {regency: (9_000, "own"), province: (12_000 if on_java else 19_000, "province")}
    rates |= {code: (17_000 if on_java else 31_000, "island") for code in island if code != province}
    if not on_java:
        rates |= dict.fromkeys(JAVA, (48000, "elsewhere"))
    rates[""] = (46_000 if on_java else 62_000, "elsewhere")
    return [
        DeliveryFee(
            option=option, region=region, upto_weight_g=kg * 1000, days=DAYS[how_far],
            fee_minor=round(rate * factor * (kg if kg < 10 else kg * 0.9) / 500) * 500,
        )
        for region, (rate, how_far) in rates.items()
        for kg in BANDS_KG
    ]  # fmt: skip
