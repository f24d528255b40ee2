"""Carrying a market to Saleor: what of the catalogue goes over, in which order, and whether both sides are equal."""
