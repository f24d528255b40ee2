"""A foreign key written as a string is an import in disguise: keys keep to the same layers as imports."""

from django.apps import apps
from django.db import models

LAYER = {"sellers": 0, "catalog": 1, "payments": 1, "storefront": 2}


def _our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in LAYER]


def test_foreign_keys_point_down_the_layers() -> None:
    wrong = []
    for model in _our_models():
        own = model.__module__.split(".")[0]
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey):
                continue
            other = field.related_model.__module__.split(".")[0]
            if other in LAYER and other != own and LAYER[other] >= LAYER[own]:
                wrong.append(f"{model.__module__}.{model.__name__}.{field.name} → {other}")
    assert wrong == []


def test_keys_inside_storefront_keep_its_layers() -> None:
    order = ["engine", "terms", "delivery", "orders"]
    wrong = []
    for model in _our_models():
        if not model.__module__.startswith("storefront."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model.__module__.startswith("storefront."):
                own, other = (m.__module__.split(".")[1] for m in (model, field.related_model))
                if own != other and order.index(other) >= order.index(own):
                    wrong.append(f"{model.__name__}.{field.name} → {other}")
    assert wrong == []
