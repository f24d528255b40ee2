from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from sellers.audit.operating import ReadOnlyAdmin
from sellers.messages.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What left and what waits; a sign-in code is never shown here, sent or not."""

    list_display = ("created_at", "channel", "to", "template", "attempts", "done_at", "sent_by")
    list_filter = ("channel", "template", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("to", "key")
    fields = (("created_at", "channel", "to", "template"), "text", ("due_at", "attempts"), "outcome")
    ordering = ("-id",)

    @admin.display(description=_("Isi"))
    def text(self, message: Message) -> str:
        return "••••••" if message.secret else message.body

    @admin.display(description=_("Hasil"))
    def outcome(self, message: Message) -> str:
        parts = [message.done_at and f"{message.done_at:%Y-%m-%d %H:%M} UTC", message.sent_by, message.last_error]
        return " · ".join(part for part in parts if part) or "–"
