from django.urls import path

from storefront.graphql.views import LapakGraphQLView

urlpatterns = [path("", LapakGraphQLView.as_view(), name="graphql")]
