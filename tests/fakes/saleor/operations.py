"""Loading these is what registers their operations."""

from importlib import import_module

NAMES = (
    "addresses", "apps", "charging", "checkouts", "deliveries", "drafts", "flat_methods", "fulfilling", "goods_bulk",
    "goods_reads", "goods_writes", "importing", "order_reads", "order_writes", "people", "photos", "places", "placing",
    "refunding", "sessions", "taxonomy", "taxonomy_writes",
)  # fmt: skip
EVERYTHING = tuple(import_module(f"tests.fakes.saleor.{name}") for name in NAMES)
