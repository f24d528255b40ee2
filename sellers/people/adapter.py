"""What django-allauth asks about people and phones, and how a sign-in code reaches them."""

import secrets
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sellers.messages.actions import tell
from sellers.onboarding import funnel
from sellers.people import consent, devices, fresh, handsets
from sellers.people.actions import give_consent
from sellers.people.code_limits import SHORT
from sellers.people.models import Person
from sellers.people.phones import parse_phone

CONSENT_KEY = "consent_ticked"  # in the session, from the sign-up form until the code was right
CODE_DIGITS = "lapak.code_digits"  # in request.META, where a number is asked for so often that six are too few
CODE_MINUTES = 10


class PhoneAdapter(DefaultAccountAdapter):
    """Phone and code of digits; storage is the Person's own columns."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("Kode salah. Lihat lagi pesan WhatsApp."),
        "too_many_login_attempts": gettext_lazy("Kode salah tiga kali. Minta kode baru."),
        "code_used": gettext_lazy("Kode ini sudah dipakai. Minta kode baru."),
        "rate_limited": gettext_lazy("Terlalu sering mencoba. Tunggu sebentar, lalu coba lagi."),
    }

    def clean_phone(self, phone: str) -> str:
        return parse_phone(phone)

    def get_user_by_phone(self, phone: str) -> Person | None:
        return Person.objects.filter(phone=phone, is_active=True).first()

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        person = _person(user)
        return person.phone, person.phone_verified

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        person = _person(user)
        person.phone, person.phone_verified = phone, verified
        person.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        Person.objects.filter(pk=user.pk, phone=phone, phone_verified=False).update(phone_verified=True)
        _person(user).phone_verified = True

    def generate_phone_verification_code(self, *, user: AbstractBaseUser, phone: str) -> str:
        return self.generate_login_code()

    def generate_login_code(self) -> str:
        digits = self.request.META.get(CODE_DIGITS, SHORT) if self.request else SHORT
        return f"{secrets.randbelow(10**digits):0{digits}}"

    def send_verification_code_sms(self, user: AbstractBaseUser | None, phone: str, code: str, **kwargs: Any) -> None:
        body = _(
            "%(code)s adalah kode masuk Lapak. Berlaku %(minutes)s menit. "
            "Jangan berikan kode ini kepada siapa pun, termasuk petugas Lapak."
        ) % {"code": code, "minutes": CODE_MINUTES}
        person = _person(user) if user else None  # a number that signs up is nobody's before its code was right
        tell(key=f"code:{uuid4()}", to=phone, body=body, template="sign_in_code", person=person, secret=True)

    def send_fresh_code(self, person: Person, code: str) -> None:
        body = _(
            "%(code)s adalah kode untuk mengubah data uang di Lapak. Berlaku %(minutes)s menit. "
            "Jangan berikan kode ini kepada siapa pun, termasuk petugas Lapak."
        ) % {"code": code, "minutes": CODE_MINUTES}
        tell(key=f"fresh:{uuid4()}", to=person.phone, body=body, template="fresh_code", person=person, secret=True)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        body = _(
            "Nomor ini belum terdaftar di Lapak. Untuk berjualan, pilih Buka lapak di halaman masuk. "
            "Untuk berbelanja, tidak perlu mendaftar. Jika bukan Anda yang mencoba masuk, abaikan pesan ini."
        )
        tell(key=f"unknown:{uuid4()}", to=phone, body=body, template="no_account")

    def get_login_stages(self) -> list[str]:
        """A passkey is a way in of its own: nobody who has one is asked for it after the code."""
        return [stage for stage in super().get_login_stages() if not stage.startswith("allauth.mfa.")]

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Really signed in: what was agreed at sign-up is written now, when the number is proven."""
        ticked = request.session.pop(CONSENT_KEY, None)
        super().login(request, user)
        person = _person(user)
        fresh.mark(request)
        funnel.claim(request.session, person=person)
        handsets.remember(request, person)
        if ticked and ticked["phone"] == person.phone:
            for text in consent.TEXTS:
                give_consent(person=person, text=text, version=ticked["version"])

    def logout(self, request: HttpRequest) -> None:
        """The phone's token ends with its session; what still waits there waits until its author signs in again.

        The phone forgets the person too: whoever only lends it changes the person by PIN.
        """
        devices.end_session(request)
        handsets.forget(request)
        super().logout(request)

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any,
                    message: str | None = None, **kwargs: Any) -> None:  # fmt: skip
        """Our pages say themselves what happened: allauth's own texts stay away, only plain sentences pass."""
        if message:
            super().add_message(request, level, message=message)


def _person(user: AbstractBaseUser) -> Person:
    if not isinstance(user, Person):
        raise TypeError("the signed-in user is a Person")
    return user
