"""Letters by SMTP, through Django's mail. SMTP knows no keys: a talk that broke off midway is not begun again."""

import smtplib

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from sellers.messages.channels.email.settings import EmailSettings
from sellers.messages.channels.fitting import fit, one_line
from sellers.messages.channels.port import ChannelError, Handed, Outgoing

LONGEST_SUBJECT = 78


class Email:
    name = "email"
    repeatable = False

    def __init__(self, settings: EmailSettings) -> None:
        self._settings = settings

    def send(self, outgoing: Outgoing) -> Handed:
        letter, external_id = self._letter(outgoing)
        server = self._connected()
        try:
            server.send_messages([letter])
        except smtplib.SMTPRecipientsRefused as error:
            raise _answered(max(code for code, _said in error.recipients.values())) from None
        except smtplib.SMTPResponseException as error:  # the sender, or the letter: an answer came either way
            raise _answered(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelError(type(error).__name__, may_have_left=True) from None
        finally:
            _hang_up(server)
        return Handed(external_id)

    def _letter(self, outgoing: Outgoing) -> tuple[EmailMessage, str]:
        """The letter, and its Message-ID: made of our key, so that a copy is known for one."""
        try:
            validate_email(outgoing.to)
        except ValidationError:
            raise ChannelError("no e-mail address", permanent=True) from None
        if not outgoing.body:
            raise ChannelError("no text", permanent=True)
        domain = self._settings.sender.rpartition("@")[2].rstrip("> ")
        external_id = f"<{outgoing.key}@{domain}>"
        subject = fit(one_line(outgoing.body.partition("\n")[0]), LONGEST_SUBJECT)
        headers = {"Message-ID": external_id, "Auto-Submitted": "auto-generated"}
        return EmailMessage(subject, outgoing.body, self._settings.sender, [outgoing.to], headers=headers), external_id

    def _connected(self) -> EmailBackend:
        """Signed in; whatever goes wrong until then, nothing has left."""
        ours = self._settings
        server = EmailBackend(
            host=ours.host, port=ours.port, username=ours.user, password=ours.password, use_tls=ours.starttls,
            timeout=ours.timeout_s,
        )  # fmt: skip
        try:
            server.open()
        except (smtplib.SMTPException, OSError) as error:
            _hang_up(server)
            raise ChannelError(type(error).__name__) from None
        return server


def _answered(code: int) -> ChannelError:
    """5xx is for good, 4xx for now; in both the server said that it did not take the letter."""
    return ChannelError(f"smtp {code}", permanent=code >= 500)


def _hang_up(server: EmailBackend) -> None:
    """A goodbye that fails changes nothing of what was said before."""
    try:
        server.close()
    except (smtplib.SMTPException, OSError):
        return
