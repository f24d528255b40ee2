from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sellers.audit.operating import AuditedAdmin, ReadOnlyAdmin
from sellers.people import handsets
from sellers.people.forms import PhoneModelForm
from sellers.people.models import ApiToken, Consent, Person

admin.site.site_header = admin.site.site_title = _("Lapak: pengelola")
admin.site.index_title = _("Data")
admin.site.unregister(Group)  # rights come from memberships, not from groups
admin.site.unregister(EmailAddress)  # nobody here is asked for one
admin.site.unregister(Authenticator)  # its owner adds and removes passkeys, and is told of it


@admin.register(Person)
class PersonAdmin(AuditedAdmin):
    form = PhoneModelForm
    list_display = ("name", "phone", "phone_verified", "is_active", "is_superuser", "created_at")
    list_filter = ("is_active", "is_superuser", "language")
    search_fields = ("name", "phone")
    ordering = ("name", "id")
    fields = ("phone", "name", "language", "phone_verified", "is_active", "created_at", "last_login")
    readonly_fields = ("phone_verified", "created_at", "last_login")

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: "ModelForm[models.Model]", change: bool
    ) -> None:
        if not isinstance(obj, Person):
            raise TypeError("a person is saved here")
        moved = change and form.initial["phone"] != obj.phone
        if moved:
            obj.phone_verified = False
        if not change:
            obj.set_unusable_password()  # people sign in with a code
        super().save_model(request, obj, form, change)
        if moved or (change and "is_active" in form.changed_data):
            handsets.end_everywhere(obj, told=False)  # what the former number, or the closed account, had opened


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("person", "text", "version", "given_at", "withdrawn_at")
    list_select_related = ("person",)
    list_filter = ("text", "version")
    search_fields = ("person__name", "person__phone")
    ordering = ("-id",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("label", "person", "created_at", "revoked_at")
    list_select_related = ("person",)
    search_fields = ("label", "person__name", "person__phone")
    fields = ("label", "person", "created_at", "revoked_at")
    ordering = ("-id",)
