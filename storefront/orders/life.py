"""The life of an Order: every step somebody can take, in one place to import from.

The table is `life_table`; one step is `life_step.move`, a conditional UPDATE on the state. Each action owns its
transaction and calls the engine after it; `confirm` alone belongs into the caller's.
"""

from storefront.orders.life_arrival import note_arrival
from storefront.orders.life_buyer import StoryMissing, buyer_cancel, buyer_dispute, may_cancel_at_once
from storefront.orders.life_dispute import settle_dispute, settle_in_part
from storefront.orders.life_door import refuse_at_door
from storefront.orders.life_engine import finish_stock_due
from storefront.orders.life_handover import (
    TooManyPins,
    WrongPin,
    buyer_confirm_receipt,
    courier_took_cash,
    deliver,
    hand_over,
)
from storefront.orders.life_sale import JustPaid, confirm
from storefront.orders.life_seller import (
    ReasonMissing,
    accept,
    answer_cancellation,
    cancel_by_officer,
    cancel_by_seller,
    make_ready,
    send,
)
from storefront.orders.life_step import SYSTEM, Actor, WrongStep
from storefront.orders.life_table import STATE_WORDS
from storefront.orders.not_taken import courier_took_nothing
from storefront.orders.packing import pack

__all__ = [
    "STATE_WORDS",
    "SYSTEM",
    "Actor",
    "JustPaid",
    "ReasonMissing",
    "StoryMissing",
    "TooManyPins",
    "WrongPin",
    "WrongStep",
    "accept",
    "answer_cancellation",
    "buyer_cancel",
    "buyer_confirm_receipt",
    "buyer_dispute",
    "cancel_by_officer",
    "cancel_by_seller",
    "confirm",
    "courier_took_cash",
    "courier_took_nothing",
    "deliver",
    "finish_stock_due",
    "hand_over",
    "make_ready",
    "may_cancel_at_once",
    "note_arrival",
    "pack",
    "refuse_at_door",
    "send",
    "settle_dispute",
    "settle_in_part",
]
