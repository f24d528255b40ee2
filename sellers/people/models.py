from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from sellers.kit import clock


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, phone: str, name: str = "", password: str | None = None, **fields: Any) -> "Person":
        person = self.model(phone=phone, name=name, **fields)
        person.set_password(password)  # None makes it unusable: people sign in with a code
        person.save(using=self._db)
        return person

    def create_superuser(self, phone: str, name: str = "", password: str | None = None, **fields: Any) -> "Person":
        return self.create_user(phone, name, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in with a phone number (stored as E.164, for example +6281234567890)."""

    phone = models.CharField(max_length=16, unique=True)
    phone_verified = models.BooleanField(default=False)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5, default="id")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")

    def __str__(self) -> str:
        return self.name or self.phone


class Consent(models.Model):
    """A person agreed to one version of one text at one moment (UU 27/2022)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    text = models.CharField(max_length=20)  # terms, privacy
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("persetujuan")
        verbose_name_plural = _("persetujuan")

    def __str__(self) -> str:
        return f"{self.text} {self.version}"


class ApiToken(models.Model):
    """A bearer token for a program that acts as a person; only its SHA-256 is stored."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("token API")
        verbose_name_plural = _("token API")

    def __str__(self) -> str:
        return self.label
