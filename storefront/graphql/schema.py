import graphene

from storefront.graphql.mutations import Mutation
from storefront.graphql.queries import Query

schema = graphene.Schema(query=Query, mutation=Mutation)
