"""Forms of rows that hold a phone number."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from sellers.people.phones import InvalidPhone, parse_phone

if TYPE_CHECKING:
    RowForm = forms.ModelForm[models.Model]  # Django's own class takes no parameter when it runs
else:
    RowForm = forms.ModelForm


class PhoneModelForm(RowForm):
    """Takes a phone number as people write it and keeps it as E.164."""

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if not phone and not self.fields["phone"].required:
            return ""
        try:
            return parse_phone(phone)
        except InvalidPhone as error:
            raise ValidationError(error.sentence, code=error.code) from error
