from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sellers.accounts.models import Cooperative, HelperConsent, Membership, Seller
from sellers.audit.operating import AuditedAdmin, ReadOnlyAdmin
from sellers.people.forms import PhoneModelForm
from sellers.regions import places


class Whereabouts:
    """The names of the village behind its code, for a list of stalls or cooperatives."""

    @admin.display(description=_("Desa atau kelurahan"))
    def where(self, row: Seller | Cooperative) -> str:
        return places.names(row.village_code) or row.village_code


class PlacedForm(PhoneModelForm):
    """Every page that shows a time or an address asks the register for the village, so it must be one."""

    def clean_village_code(self) -> str:
        try:
            return places.village(self.cleaned_data["village_code"].strip()).code
        except places.UnknownVillage as error:
            raise ValidationError(error.sentence, code=error.code) from error


@admin.register(Seller)
class SellerAdmin(Whereabouts, AuditedAdmin):
    form = PlacedForm
    list_display = ("name", "state", "archetype", "where", "cooperative", "created_at")
    list_select_related = ("cooperative",)
    list_filter = ("state", "archetype", "cooperative")
    search_fields = ("name", "slug", "phone")
    ordering = ("name", "id")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("created_at",)
    autocomplete_fields = ("cooperative",)


@admin.register(Cooperative)
class CooperativeAdmin(Whereabouts, AuditedAdmin):
    form = PlacedForm
    list_display = ("name", "where", "phone", "created_at")
    search_fields = ("name", "slug")
    ordering = ("name", "id")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = ("created_at",)


@admin.register(Membership)
class MembershipAdmin(AuditedAdmin):
    list_display = ("person", "role", "seller", "cooperative", "created_at", "ended_at")
    list_select_related = ("person", "seller", "cooperative")
    list_filter = ("role", ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("person__name", "person__phone", "seller__name", "cooperative__name")
    autocomplete_fields = ("person", "seller", "cooperative")
    readonly_fields = ("created_at", "accepted_at", "typed_name")
    ordering = ("-id",)


@admin.register(HelperConsent)
class HelperConsentAdmin(ReadOnlyAdmin):
    list_display = ("seller", "helper", "verbs", "given_by", "given_at", "withdrawn_at")
    list_select_related = ("seller", "helper", "given_by")
    search_fields = ("seller__name", "helper__name", "helper__phone")
    ordering = ("-id",)
