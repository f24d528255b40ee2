"""What a message is, by its template: may it wait until morning, may it be stopped. README.md says it of each. Pure."""

# it answers what the receiver just did, somebody stands beside them and waits, or somebody may be stealing
URGENT = frozenset({
    "sign_in_code", "fresh_code", "number_code", "no_account", "help_asked", "help_allowed",
    "member_asked", "member_ended", "stall_phone_changed",
    "new_order", "purchase_placed", "not_placed", "amount_changed", "order_paid", "paid_short",
    "bank_account_changed", "payout_limit_raised", "qris_added", "qris_retired", "number_old", "number_moved",
    "unlocked", "passkey_added", "passkey_removed", "opted_out", "opted_in", "not_read", "undelivered",
})  # fmt: skip

# codes one asked for, the money of an order, money that is stuck or owed, and changes that a thief would make
ALWAYS = frozenset({
    "sign_in_code", "fresh_code", "number_code", "no_account", "opted_out", "opted_in", "undelivered",
    "purchase_placed", "not_placed", "amount_changed", "order_paid", "paid_short", "expired", "cancelled",
    "dispute_settled", "refund_owed", "refund_account", "refund_to_return", "refunded", "refunded_seller", "repaid",
    "repay_failed", "disputed", "dispute_won", "dispute_lost", "cash_debt", "cash_stopped", "cash_not_taken",
    "payout_failed", "payout_returned", "connected_account",
    "bank_account_changed", "payout_limit_raised", "qris_added", "qris_retired", "number_old", "number_moved",
    "unlocked", "passkey_added", "passkey_removed", "member_ended", "stall_phone_changed",
})  # fmt: skip


def may_wait(*, template: str, secret: bool) -> bool:
    """False for what leaves at any hour."""
    return not secret and template not in URGENT


def may_be_stopped(*, template: str, secret: bool) -> bool:
    """False for what a receiver gets even after asking for no messages."""
    return not secret and template not in ALWAYS
