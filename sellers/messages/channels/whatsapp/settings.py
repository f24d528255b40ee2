from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class WhatsAppSettings:
    """A business number of the WhatsApp Cloud API, and the two templates registered for it."""

    token: str
    phone_id: str
    app_secret: str  # signs what the API tells us
    verify_token: str  # proves that the hook's address is ours when it is entered in their dashboard
    url: str = "https://graph.facebook.com/v23.0"
    code_template: str = "otp_masuk"
    notice_template: str = "kabar"
    language: str = "id"
    timeout_s: float = 15.0

    adapter: ClassVar[str] = "sellers.messages.channels.whatsapp.channel.WhatsApp"
