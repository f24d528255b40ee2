"""What the operator changes in /admin/ goes into the audit book like everybody's deeds."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from sellers.audit.actions import record
from sellers.people.models import Person

if TYPE_CHECKING:
    Rows = admin.ModelAdmin[models.Model]  # Django's own class takes no parameter when it runs
else:
    Rows = admin.ModelAdmin

SECRET = {"password"}


class AuditedAdmin(Rows):
    """A list the operator may edit; nothing is ever deleted, and every save is a line in the audit book."""

    def save_model(
        self, request: HttpRequest, obj: models.Model, form: "ModelForm[models.Model]", change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        names = [name for name in form.changed_data if name not in SECRET]
        before = {name: _shown(form.initial.get(name)) for name in names} if change else None
        after = {name: _shown(form.cleaned_data.get(name)) for name in names}
        verb = "operator.changed" if change else "operator.added"
        who = request.user if isinstance(request.user, Person) else None
        record(person=who, verb=verb, obj=obj, before=before, after=after)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(Rows):
    """A list the operator reads and nobody edits by hand."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def _shown(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.QuerySet | list | tuple | set):
        return [_shown(item) for item in value]
    return value if isinstance(value, str | int | bool | None) else str(value)
