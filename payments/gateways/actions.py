"""What gateways are for, in one place to import from: starting, being told, asking, paying back."""

from payments.gateways.applying import apply
from payments.gateways.asking import ask, ask_due
from payments.gateways.choosing import choose
from payments.gateways.inbox import receive, work_events_due
from payments.gateways.refunding import refund_due
from payments.gateways.starting import set_way_back, start, start_due

__all__ = [
    "apply",
    "ask",
    "ask_due",
    "choose",
    "receive",
    "refund_due",
    "set_way_back",
    "start",
    "start_due",
    "work_events_due",
]
