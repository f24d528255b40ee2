"""A mail server that speaks SMTP with STARTTLS and a password, as far as one letter needs it."""

import base64
import datetime
import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fakes.messages.letters import Box, Letter, Mood

USER, PASSWORD = "lapak", "the-right-password"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, box: Box, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), MailHandler)
        self.box = box
        self.context = context

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up first is what some tests are about."""


class MailHandler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.secure = False
        self.known = False
        self.to = ""
        self.say("220 fake")
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            if not getattr(self, f"on_{verb.lower()}", self.on_other)(rest):
                break

    def finish(self) -> None:
        super().finish()
        self.request.close()  # the wrapped one: the server closes only what it accepted

    def say(self, text: str) -> bool:
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()
        return True

    def on_ehlo(self, _rest: str) -> bool:
        return self.say("250-fake\r\n250 AUTH PLAIN" if self.secure else "250-fake\r\n250 STARTTLS")

    def on_starttls(self, _rest: str) -> bool:
        self.say("220 go on")
        self.rfile.close()
        self.wfile.close()
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")
        self.secure = True
        return True

    def on_auth(self, rest: str) -> bool:
        given = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")[1:]
        self.known = given == [USER, PASSWORD] and self.server.box.mood != Mood.WRONG_TOKEN
        return self.say("235 welcome" if self.known else "535 who are you")

    def on_mail(self, _rest: str) -> bool:
        if not self.secure or not self.known:
            return self.say("530 not like this")
        return self.say("451 later" if self.server.box.mood == Mood.DOWN else "250 ok")

    def on_rcpt(self, rest: str) -> bool:
        self.to = rest.partition("<")[2].partition(">")[0]
        return self.say("550 no such person" if self.server.box.mood == Mood.BAD_NUMBER else "250 ok")

    def on_data(self, _rest: str) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        box = self.server.box
        box.requests.append(letter)
        box.take(Letter(self.to, letter.get_content().rstrip("\r\n").replace("\r\n", "\n"), str(letter["Message-ID"])))
        if box.mood == Mood.SLOW:
            box.closing.wait(10)
        return False if box.mood in (Mood.DROPS, Mood.SLOW) else self.say("250 taken")

    def on_rset(self, _rest: str) -> bool:
        return self.say("250 ok")

    def on_quit(self, _rest: str) -> bool:
        self.say("221 bye")
        return False

    def on_other(self, _rest: str) -> bool:
        return self.say("502 unknown")


@contextmanager
def listening(box: Box, certificate: Path) -> Iterator[int]:
    """The port of a mail server that runs as long as the block; `certificate` is a file of `own_certificate`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = _Server(box, context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        box.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def own_certificate(folder: Path) -> Path:
    """A key and its certificate for localhost in one file, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "localhost.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path
