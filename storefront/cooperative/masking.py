"""An officer reads orders, not people: enough of a name to compare with a statement, no more."""

from storefront.orders.masking import masked_name as masked_name
