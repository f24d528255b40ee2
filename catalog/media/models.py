from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.media.queries import PhotoQuerySet, UploadQuerySet
from sellers.kit import clock
from sellers.kit.models import Due


class Photo(Due):
    """A picture of a product. The upload is kept until its sizes are made (it waits as a Due row), then deleted."""

    seller = models.ForeignKey("accounts.Seller", on_delete=models.PROTECT, related_name="photos")
    product = models.ForeignKey(
        "products.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="photos"
    )
    original = models.CharField(max_length=200, blank=True)  # storage name of the upload, never served
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sizes = models.JSONField(default=dict)  # {"400": "storage name", "800": …, "1200": …} once made
    alt = models.CharField(max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto")

    def __str__(self) -> str:
        return self.alt or f"photo {self.pk}"


class Upload(models.Model):
    """A file that comes from a phone in pieces, under a key the phone made. Its bytes lie beside the photos until used.

    `received` is how many bytes are sure; a piece counts only by a conditional UPDATE from the offset it was sent for.
    """

    key = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seller = models.ForeignKey("accounts.Seller", on_delete=models.CASCADE, related_name="+")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=60)  # as the phone calls it; what it is says the decoder
    received = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    touched_at = models.DateTimeField(default=clock.now, db_index=True)  # the last piece; a week later it is swept
    done_at = models.DateTimeField(null=True, blank=True)  # whole, and its SHA-256 is what the phone said

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("unggahan")
        verbose_name_plural = _("unggahan")

    def __str__(self) -> str:
        return f"{self.key} {self.received}/{self.size}"
