from sellers.kit.errors import Expected


class SheetRefused(Expected):
    """A file of goods that cannot be used as it is; the sentence says what to do."""

    code = "sheet_refused"
