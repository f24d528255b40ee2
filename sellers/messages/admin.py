from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sellers.audit.operating import ReadOnlyAdmin
from sellers.messages.again import may_send_again, send_again
from sellers.messages.models import Message, OptOut, Receipt, Sending
from sellers.people.models import Person

if TYPE_CHECKING:
    Rows = admin.TabularInline[Sending, Message]  # Django's own class takes no parameter when it runs
else:
    Rows = admin.TabularInline


class SendingRows(Rows):
    """What each channel made of the message, round by round."""

    model = Sending
    extra = 0
    fields = ("round", "channel", "state", "tries", "begun_at", "status", "status_at", "external_id", "error")
    readonly_fields = fields
    ordering = ("pk",)
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """What left and what waits; a sign-in code is never shown here, sent or not."""

    list_display = ("created_at", "channel", "to", "template", "status", "sent_by", "attempts", "done_at", "last_error")
    list_filter = ("status", "sent_by", "template", ("done_at", admin.EmptyFieldListFilter))
    search_fields = ("to", "key")
    fields = (("created_at", "channel", "to", "template"), "text", ("due_at", "attempts", "round"), "outcome")
    ordering = ("-id",)
    inlines = (SendingRows,)
    actions = ("send_again",)

    @admin.display(description=_("Isi"))
    def text(self, message: Message) -> str:
        return "••••••" if message.secret else message.body

    @admin.display(description=_("Hasil"))
    def outcome(self, message: Message) -> str:
        done = message.done_at and f"{message.done_at:%Y-%m-%d %H:%M} UTC"
        parts = [str(Message.Status(message.status).label), done, message.sent_by, message.last_error]
        return " · ".join(part for part in parts if part) or "–"

    @admin.action(description=_("Kirim ulang"))
    def send_again(self, request: HttpRequest, chosen: "models.QuerySet[Message]") -> HttpResponse | None:
        """Asks first, and says of which it is not certain that they did not arrive."""
        rows = [message for message in chosen if may_send_again(message)]
        if "sure" not in request.POST:
            about = {
                **self.admin_site.each_context(request), "title": _("Kirim ulang"), "rows": rows,
                "unsure": any(message.status == Message.Status.UNSURE for message in rows),
                "left_out": len(chosen) - len(rows), "opts": self.model._meta,
            }  # fmt: skip
            return TemplateResponse(request, "admin/messages_outbox/send_again.html", about)
        who = request.user
        if not isinstance(who, Person):
            return None
        sent = sum(send_again(message=one, by=who) for one in rows if _as_seen(request, one))
        text = ngettext("%(n)s pesan dikirim ulang.", "%(n)s pesan dikirim ulang.", sent) % {"n": sent}
        self.message_user(request, text if sent else gettext("Tidak ada yang dikirim ulang."), messages.SUCCESS)
        return None


@admin.register(OptOut)
class OptOutAdmin(ReadOnlyAdmin):
    list_display = ("phone", "since", "until")
    search_fields = ("phone",)
    ordering = ("-id",)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """What channels told us; of what people wrote only whether it was a word we know."""

    list_display = ("told_at", "channel", "kind", "status", "reason", "phone", "done_at", "last_error")
    list_filter = ("channel", "kind", "status")
    search_fields = ("phone", "external_id")
    ordering = ("-id",)


def _as_seen(request: HttpRequest, message: Message) -> bool:
    """The round the operator confirmed: a second click is about a message that is under way again."""
    return request.POST.get(f"round_{message.pk}") == str(message.round)
