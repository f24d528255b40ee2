"""What can be wrong with goods, said to the person who typed them."""

from sellers.kit.errors import Expected


class InvalidProduct(Expected):
    """A field of the product form cannot be used; `field` names it."""

    code = "invalid_product"


class UnknownCategory(InvalidProduct):
    code = "unknown_category"


class UnknownUnit(InvalidProduct):
    code = "unknown_unit"


class InvalidPrice(InvalidProduct):
    code = "invalid_price"


class InvalidQuantity(InvalidProduct):
    code = "invalid_quantity"


class ChangedMeanwhile(Expected):
    """Somebody else edited the row after this form was opened."""

    code = "changed_meanwhile"
    status = 409
