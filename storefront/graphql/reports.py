"""What a cooperative or a seller sold, as the dashboard counts it."""

import graphene

from storefront.graphql.types import Money


class ReportRow(graphene.ObjectType):
    key = graphene.String(required=True)
    label = graphene.String(required=True)
    orders = graphene.Int(required=True)
    quantity = graphene.Int(required=True)
    total = graphene.Field(Money, required=True)


class SalesReport(graphene.ObjectType):
    """Sales of the asker's sellers over `days`, against the period before."""

    days = graphene.Int(required=True)
    orders = graphene.Int(required=True)
    total = graphene.Field(Money, required=True)
    previous_total = graphene.Field(Money, required=True)
    rows = graphene.List(graphene.NonNull(ReportRow), required=True)
