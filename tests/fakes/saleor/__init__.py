"""A stateful stand-in for Saleor 3.23, shaped by the recordings; spoken to over HTTP by the real client.

`SaleorStandIn` is loaded when it is first asked for: graphql and RSA cost half a second, and few tests need them.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.saleor.server import SaleorStandIn

__all__ = ["SaleorStandIn"]


def __getattr__(name: str) -> Any:
    if name == "SaleorStandIn":
        return importlib.import_module("tests.fakes.saleor.server").SaleorStandIn
    raise AttributeError(name)
