"""What the error numbers of the Cloud API mean for a message: will this channel ever deliver it. Pure."""

# our account, its limits, or a bad day there: the message itself is fine
PASSES = frozenset({0, 1, 2, 3, 4, 10, 190, 368, 80007, 130429, 130497, 131000, 131005, 131016, 131031, 131042, 131045,
                    131048, 131056, 131057, 133004, 133010})  # fmt: skip
PERMISSIONS = range(200, 300)


def is_for_good(code: int, status: int) -> bool:
    """False: worth another try later. True: no such account, a template they do not know, a parameter they refuse."""
    if status >= 500 or status in (401, 403, 429):
        return False
    return code not in PASSES and code not in PERMISSIONS
