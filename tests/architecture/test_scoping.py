"""Whatever belongs to somebody can be narrowed to who is asking, and pages do narrow it."""

import ast
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]

# rows that hang on an owner reached through another row, which is the one that is narrowed
THROUGH_ANOTHER = {
    "AuditEntry": "the operator's list only",
    "Consent": "read through its person",
    "ApiToken": "found by the hash of the token itself",
    "Device": "read through its person, and by the hash of its token",
    "Handset": "read through its person, and by the key of the browser",
    "UnlockCode": "read through its person",
    "NumberChange": "found by its own code and by the key that the old number got",
    "Message": "the outbox page of the demo, and the sender",
    "HelperConsent": "read through its seller",
    "Membership": "has its own within()",
    "Person": "people are found through memberships",
    "CooperativeTerms": "read through its cooperative",
    "OrderEvent": "read through its order",
    "FoundProduct": "the operator's list only",
    "SellerMirror": "read through its seller",
    "Shortage": "read through its order",
}
OWNERS = {"Seller", "Cooperative", "Person"}


def _belongs_to_somebody(model: type[models.Model]) -> bool:
    return any(
        isinstance(field, models.ForeignKey) and field.related_model.__name__ in OWNERS
        for field in model._meta.get_fields()
    )


def test_every_model_of_somebody_can_be_narrowed_to_a_scope() -> None:
    ours = [
        m for m in apps.get_models() if m.__module__.split(".")[0] in ("sellers", "catalog", "payments", "storefront")
    ]
    lacking = [
        model.__name__
        for model in ours
        if _belongs_to_somebody(model)
        and model.__name__ not in THROUGH_ANOTHER
        and not hasattr(model._default_manager.all(), "within")
    ]
    assert lacking == []


def test_pages_for_members_never_read_rows_unscoped() -> None:
    """In the seller's and the cooperative's pages `Model.objects` is always followed by `.within(`."""
    wrong = []
    for folder in ("desk", "cooperative"):
        for path in (ROOT / "storefront" / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                    manager = node.value
                    if manager.attr == "objects" and node.attr != "within":
                        wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}")
    assert wrong == []
