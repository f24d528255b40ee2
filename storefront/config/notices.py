"""What `manage.py` says at its start about a market that lacks something it cannot do without."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

from sellers.messages.channels import known
from storefront.config.databases import SQLITE
from storefront.config.media import S3


def messages_leave(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Nobody can sign in where no code reaches a phone."""
    if settings.DEMO or known.reaches_phones():
        return []
    hint = "Set LAPAK_WHATSAPP_… or LAPAK_SMS_…, see sellers/messages/README.md."
    return [Warning("No message reaches a phone: neither WhatsApp nor SMS is configured.", hint=hint, id="lapak.W001")]


def pieces_are_shared(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A bucket and PostgreSQL serve several web machines; what phones send in pieces must be seen by all of them."""
    on_disk = settings.STORAGES["default"]["BACKEND"] != S3
    one_machine = settings.DATABASES["default"]["ENGINE"] == SQLITE
    if on_disk or one_machine or settings.UPLOADS_ROOT:
        return []
    hint = "Set LAPAK_UPLOADS to a folder that every web machine sees; with one machine, to any folder of its own."
    return [Warning("Photos that come in pieces lie on this machine alone.", hint=hint, id="lapak.W002")]
