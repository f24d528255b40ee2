"""What a treasurer may be told when something about shares cannot be done."""

from sellers.kit.errors import Expected


class ShareRefused(Expected):
    """Something typed about a rule, a contribution or a closing cannot be used."""

    code = "share_refused"


class NoRule(Expected):
    """The group has not said yet how it divides."""

    code = "no_share_rule"
    status = 409


class NotYet(Expected):
    """The period is not over."""

    code = "period_not_over"
    status = 409


class AlreadyClosed(Expected):
    """The period was closed, by oneself or by somebody else meanwhile."""

    code = "already_closed"
    status = 409


class FiguresChanged(Expected):
    """What the page showed is not what would be written now."""

    code = "figures_changed"
    status = 409


class NothingToDivideBy(Expected):
    """There is money to divide, and no contribution or weight to divide it by."""

    code = "nothing_to_divide_by"
    status = 409
