from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from sellers.kit import clock
from sellers.kit.models import Due


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
    pin = models.CharField(max_length=128, blank=True)  # hashed; changes the person on a phone that knows them already
    session_salt = models.CharField(max_length=16, blank=True)  # a new one ends every session of the person
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("orang")
        verbose_name_plural = _("orang")

    def __str__(self) -> str:
        return self.name or self.phone

    def get_session_auth_hash(self) -> str:
        """What each session carries; with another salt it fits no more. An empty salt gives Django's own hash."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(salt, self.password + self.session_salt, secret=secret, algorithm="sha256").hexdigest()


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


class Device(models.Model):
    """A phone on which a person signed in. Its bearer token sends what that person did there while there was no link.

    Only the token's SHA-256 is stored. It is good for the desk's acts and uploads alone, never for money or people.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60, blank=True)  # "Android, Chrome"
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)  # of a session that a helper's code opened
    # whose code opened that session: the token ends with the helper's word, whatever became of the session
    opened_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("HP")
        verbose_name_plural = _("HP")

    def __str__(self) -> str:
        return f"{self.person}, {self.label}"


class Handset(models.Model):
    """A person who signed in with a code in one browser, and may come back there with the PIN.

    The browser holds a random key in a signed cookie, here stands its SHA-256: several people of one phone share it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="handsets")
    key_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=60, blank=True)  # "Android, Chrome"
    session_key = models.CharField(max_length=40, blank=True)  # of the session that is open there, if one is
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # whose code opened the session that is open there; None: the person's own
    opened_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    proven_at = models.DateTimeField(null=True, blank=True)  # when the person last came in here without a helper
    wrong_pins = models.PositiveSmallIntegerField(default=0)  # since the last code or right PIN
    created_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("HP yang dikenal")
        verbose_name_plural = _("HP yang dikenal")
        constraints = [models.UniqueConstraint(fields=["person", "key_hash"], name="handset_once_a_person")]

    def __str__(self) -> str:
        return f"{self.person}, {self.label}"


class UnlockCode(models.Model):
    """Eight digits that a helper or an officer reads to a person whose phone gets no message; opens one session."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="unlock_codes")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("kode bantuan")
        verbose_name_plural = _("kode bantuan")

    def __str__(self) -> str:
        return f"{self.made_by} → {self.person}"


class NumberChange(Due):
    """A person's lost or changed number: attested, proven by a code to the new one, and due after a time to object."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="number_changes")
    attested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    old_phone = models.CharField(max_length=16)
    new_phone = models.CharField(max_length=16)
    code = models.CharField(max_length=8, unique=True)  # names it in the address where the new number proves itself
    stop_key = models.CharField(max_length=43, unique=True)  # in the link that only the old number gets
    secret_hash = models.CharField(max_length=64)  # of the digits sent to the new number
    wrong = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()  # until when the digits may be typed
    proven_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the old number agreed
    stopped_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pergantian nomor")
        verbose_name_plural = _("pergantian nomor")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(stopped_at__isnull=True, moved_at__isnull=True),
                name="one_open_number_change",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.old_phone} → {self.new_phone}"


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
