from django.urls import path

from storefront.hooks import gateways

app_name = "hooks"
urlpatterns = [path("kait/<slug:gateway>/", gateways.receive, name="gateway")]
