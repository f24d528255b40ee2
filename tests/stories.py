"""Which tests open pages and play whole stories: `make thorough`. What is left is `make test`, in under two minutes."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent
FOLDERS = (
    "catalog/sheets", "storefront/cooperative", "storefront/desk", "storefront/graphql", "storefront/hooks",
    "storefront/life", "storefront/refunds", "storefront/saleor_goods", "storefront/saleor_out", "storefront/shares",
    "storefront/shop", "storefront/statements",
)  # fmt: skip
FILES = (
    "catalog/test_editing.py", "catalog/test_media.py", "sellers/test_code_floods.py",
    "sellers/test_digits_on_an_own_phone.py", "sellers/test_messages_leaving.py", "sellers/test_passkey_life.py",
    "sellers/test_passkeys.py", "sellers/test_sheets_read.py", "storefront/config/test_languages.py",
    "storefront/demo/test_drawing.py", "storefront/engine/test_saleor_check.py",
    "storefront/engine/test_saleor_install.py", "storefront/engine/test_saleor_telling.py",
    "storefront/orders/test_packing.py", "storefront/orders/test_tracking.py", "storefront/test_moving.py",
)  # fmt: skip
_ALL = tuple(TESTS / name for name in (*FOLDERS, *FILES))


def is_one(test: Path) -> bool:
    return any(test.is_relative_to(place) for place in _ALL)
