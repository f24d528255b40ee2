"""What a purchase would cost, who is paid, and what still stands in the way. Reads only; promises nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from catalog.products.models import Variant
from catalog.products.windows import closed_now, ready_on, today_at
from payments.money import Money, total
from sellers.accounts.models import Seller
from storefront import engine
from storefront.delivery.queries import PICKUP, DeliveryWay
from storefront.delivery.queries import ways_for as delivery_ways_for
from storefront.engine.port import Offer, PlaceLine
from storefront.orders import closed_words, inputs, trial
from storefront.orders.cash_refusals import may_pay_cash
from storefront.orders.cash_ways import with_cash, without_cash
from storefront.orders.inputs import AddressInput, LineInput, PartInput, Problem, PurchaseInput
from storefront.orders.paying import pay_groups, problems_of_bills, problems_of_payment
from storefront.orders.quoted import BillQuote, LineQuote, PartQuote, PayGroup, Quote
from storefront.orders.split import Split, SplitLine, SplitPart, split
from storefront.orders.weighing import bound_of
from storefront.orders.wording import currency_of_the_house, refusal, rupiah
from storefront.terms.queries import CASH, COLLECTING, Collector, collector_for, ready_gateways, terms_for

HEAVIEST_PART_G = 1_000_000_000  # a thousand tonnes: nobody means it, and a column of grams holds twice that

__all__ = [
    "AddressInput",
    "BillQuote",
    "LineInput",
    "LineQuote",
    "PartInput",
    "PartQuote",
    "PayGroup",
    "Problem",
    "PurchaseInput",
    "Quote",
    "quote",
]


def quote(given: PurchaseInput) -> Quote:
    """Price the wish as far as it is filled in. Never raises for input: `problems` says what to do, in sentences."""
    return quote_with_sellers(given)[0]


def quote_with_sellers(given: PurchaseInput) -> tuple[Quote, Mapping[int, Seller]]:
    """The quote, and its sellers by id with their terms loaded, for whoever writes it down."""
    given = inputs.tidy(given)
    problems = list(inputs.problems_of_amounts(given.lines))
    lines = [line for line in given.lines[: inputs.MOST_LINES] if inputs.sensible(line)]
    variants = _variants(lines)
    problems += _line_problems(lines, variants)
    cash = may_pay_cash(given.buyer_phone)
    parts = _parts(given, [line for line in lines if line.variant_id in variants], variants, cash=cash)
    currency = parts[0].goods.currency if parts else currency_of_the_house()
    sellers = {variant.product.seller_id: variant.product.seller for variant in variants.values()}
    groups = pay_groups(given.payments, [sellers[part.seller_id] for part in parts], parts)
    problems += inputs.problems_of_buyer(given)
    problems += inputs.problems_of_address(given.address, needed=_travels(given.parts, parts))
    problems += inputs.problems_of_notes(given.parts)
    problems += trial.problems_of(sellers.values())
    problems += _weight_problems(parts)
    problems += _delivery_problems(given.parts, parts)
    problems += problems_of_payment(groups, parts, given.payments)
    if not cash and CASH in given.payments.values():
        problems.append(Problem("payment", _("Dua paket tunai ke nomor ini ditolak. Pilih bayar di muka.")))
    result = Quote(parts, groups, (), total([part.total for part in parts], currency), ())
    problems += _total_problems(given.shown_total_minor, result.total)
    bills = _bills(result, sellers)
    problems += problems_of_bills(bills, groups)
    return replace(result, bills=bills, problems=tuple(problems)), sellers


def split_of(quoted: Quote, sellers: Mapping[int, Seller]) -> tuple[Split, Mapping[tuple[str, int], Collector]]:
    """The orders and bills of the parts that are complete, and their collectors by (kind, id)."""
    ways = {seller_id: group.chosen for group in quoted.groups for seller_id in group.seller_ids}
    parts: list[SplitPart] = []
    collectors: dict[tuple[str, int], Collector] = {}
    gateways = ready_gateways()
    for part in quoted.parts:
        way = ways.get(part.seller_id)
        if part.chosen is None or way is None:
            continue
        courier = part.chosen.courier
        collector = collector_for(seller=sellers[part.seller_id], way=way, gateways=gateways, courier=courier)
        collectors[collector.kind, collector.id] = collector
        lines = tuple(SplitLine(line.variant_id, line.quantity, line.price) for line in part.lines)
        by_courier = way == CASH and bool(courier)
        parts.append(SplitPart(part.seller_id, lines, part.delivery, collector.kind, collector.id, way, by_courier))
    return split(parts, currency=quoted.currency), collectors


def _variants(lines: Iterable[LineInput]) -> dict[int, Variant]:
    rows = Variant.objects.filter(pk__in={line.variant_id for line in lines})
    rows = rows.select_related("product__seller__cooperative__terms").prefetch_related(
        *(f"product__seller__{relation}" for relation in COLLECTING),
        "product__seller__cooperative__commission_rules",
    )
    return {row.pk: row for row in rows}


def _line_problems(lines: Sequence[LineInput], variants: Mapping[int, Variant]) -> Iterable[Problem]:
    wanted = {line.variant_id: line for line in lines}
    currencies = {variant.currency for variant in variants.values()}
    if len(currencies) > 1:
        yield Problem("lines", _("Pesan terpisah: mata uangnya berbeda."))
    asked = [
        PlaceLine(line.variant_id, line.quantity, Money(line.shown_price_minor, variants[line.variant_id].currency))
        for line in lines
        if line.variant_id in variants
    ]
    for line in lines:
        if line.variant_id not in variants:
            sentence = _("Produk ini tidak ada lagi. Keluarkan dari keranjang.")
            yield Problem("lines", sentence, variant_id=line.variant_id)
    for found in engine.active().check(asked):
        variant = variants[found.variant_id]
        name = f"{variant.product.name} {variant.label}"
        shut = closed_now(variant.product) if found.reason == "stock" else None
        sentence = (
            closed_words.in_the_way(shut, name=name)
            if shut
            else refusal(found, name=name, quantity=wanted[found.variant_id].quantity)
        )
        yield Problem("lines", sentence, seller_id=variant.product.seller_id, variant_id=found.variant_id)


def _parts(
    given: PurchaseInput, lines: Sequence[LineInput], variants: Mapping[int, Variant], *, cash: bool
) -> tuple[PartQuote, ...]:
    """`cash`: whether this buyer may pay at the handover, where a way of delivery takes it."""
    offers = engine.active().offers(list(variants))
    currency = variants[lines[0].variant_id].currency if lines else ""
    by_seller: dict[int, list[LineQuote]] = {}
    for line in lines:
        variant = variants[line.variant_id]
        if variant.currency == currency:  # another currency was refused above and is not added up
            quoted = _line(line, variant, offers.get(variant.pk))
            by_seller.setdefault(variant.product.seller_id, []).append(quoted)
    weights = {seller_id: sum(line.weight_g for line in quoted) for seller_id, quoted in by_seller.items()}
    ways = delivery_ways_for(seller_ids=list(by_seller), village_code=given.address.village_code, weights_g=weights)
    wishes = {part.seller_id: part for part in given.parts}
    sellers = {variant.product.seller_id: variant.product.seller for variant in variants.values()}
    ways = with_cash(ways, sellers) if cash else without_cash(ways)
    return tuple(
        _part(sellers[seller_id], quoted, ways[seller_id], wishes.get(seller_id), currency)
        for seller_id, quoted in by_seller.items()
    )


def _line(line: LineInput, variant: Variant, offer: Offer | None) -> LineQuote:
    price = offer.price if offer else Money(variant.price_minor, variant.currency)
    return LineQuote(
        variant_id=variant.pk,
        product_name=variant.product.name,
        slug=variant.product.slug,
        label=variant.label,
        unit=variant.unit,
        quantity=line.quantity,
        price=price,
        total=price * line.quantity,
        weight_g=variant.weight_g * line.quantity,
        weighed=bound_of(variant),
        ready_on=ready_on(
            lead_time_days=variant.product.lead_time_days, today=today_at(variant.product.seller.village_code)
        ),
    )


def _part(
    seller: Seller,
    lines: Sequence[LineQuote],
    ways: tuple[DeliveryWay, ...],
    wish: PartInput | None,
    currency: str,
) -> PartQuote:
    wished = wish.delivery_option_id if wish else None
    chosen = next((way for way in ways if way.option_id == wished and not way.problem), None)
    goods = total([line.total for line in lines], currency)
    delivery = chosen.fee if chosen and chosen.fee else Money(0, currency)
    return PartQuote(
        seller_id=seller.pk,
        seller_name=seller.name,
        seller_slug=seller.slug,
        lines=tuple(lines),
        goods=goods,
        weight_g=sum(line.weight_g for line in lines),
        ways=ways,
        chosen=chosen,
        delivery=delivery,
        total=goods + delivery,
        note=wish.note if wish else "",
    )


def _travels(wishes: Sequence[PartInput], parts: Sequence[PartQuote]) -> bool:
    """Whether anything is to be brought, also by a way that cannot be priced before the village is known."""
    wished = {wish.delivery_option_id for wish in wishes}
    return any(way.option_id in wished and way.kind != PICKUP for part in parts for way in part.ways)


def _weight_problems(parts: Sequence[PartQuote]) -> Iterable[Problem]:
    for part in parts:
        if part.weight_g > HEAVIEST_PART_G:
            yield Problem("lines", _("Terlalu berat untuk satu pesanan. Kurangi jumlah."), seller_id=part.seller_id)


def _delivery_problems(wishes: Sequence[PartInput], parts: Sequence[PartQuote]) -> Iterable[Problem]:
    wished = {part.seller_id: part.delivery_option_id for part in wishes}
    for part in parts:
        if part.chosen is None:
            asked = next((way for way in part.ways if way.option_id == wished.get(part.seller_id)), None)
            if asked:
                sentence = asked.problem
            elif part.ways:
                sentence = _("Pilih cara kirim dari %(seller)s.") % {"seller": part.seller_name}
            else:
                sentence = _("%(seller)s belum punya cara kirim. Chat penjual.") % {"seller": part.seller_name}
            yield Problem("delivery", sentence, seller_id=part.seller_id)


def _total_problems(shown_minor: int | None, now: Money) -> Iterable[Problem]:
    if shown_minor is not None and shown_minor != now.minor:
        yield Problem("total", _("Jumlahnya sekarang %(total)s. Periksa lagi.") % {"total": rupiah(now)})


def _bills(quoted: Quote, sellers: Mapping[int, Seller]) -> tuple[BillQuote, ...]:
    result, collectors = split_of(quoted, sellers)
    return tuple(
        BillQuote(
            collector_kind=bill.collector_kind,
            collector_id=bill.collector_id,
            collector_name=collectors[bill.collector_kind, bill.collector_id].name,
            way=bill.way,
            seller_ids=bill.seller_ids,
            amount=bill.amount,
            by_courier=bill.by_courier,
            expires_hours=_hours(bill.way, [sellers[seller_id] for seller_id in bill.seller_ids]),
        )
        for bill in result.bills
    )


def _hours(way: str, sellers: Sequence[Seller]) -> int | None:
    if way == CASH:
        return None
    return min(terms_for(seller).pay_by_transfer_hours for seller in sellers)
