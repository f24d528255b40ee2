"""A bad link between a phone and Lapak: slow, now and then gone, and losing answers after the server did the work.

Throttling a page in the browser does not reach what its service worker asks, so the loss is made here, outside of it.
"""

import random
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

PIECE = 4096
PATIENCE_S = 60
PRIVATE = ("connection:", "keep-alive:", "proxy-connection:")


@dataclass
class Heard:
    """What went over the link."""

    sent: int = 0  # bytes from the phone
    came: int = 0  # bytes to the phone
    answered: int = 0
    dropped: int = 0
    addresses: list[str] = field(default_factory=list)  # "POST /lapak/kiriman/", in order
    pictures: int = 0  # bytes of photos to the phone


class DroppingProxy(ThreadingTCPServer):
    """Forwards each request whole, lets the server answer, then delivers the answer slowly or not at all.

    `drops` is the share of answers that are lost, chosen by `seed`; `bits_per_s` 0 is as fast as the machine;
    `down` takes every connection and cuts it, as a tower out of reach does; `cut` does so for some addresses only.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, upstream: tuple[str, int], *, seed: int = 7) -> None:
        super().__init__(("127.0.0.1", 0), _Link)
        self.upstream = upstream
        self.down = False
        self.cut = ""  # such as "POST /lapak/kiriman/"
        self.drops = 0.0
        self.bits_per_s = 0
        self.heard = Heard()
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._free_at = 0.0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        found: int = self.server_address[1]
        return found

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle is what this is for."""

    def wait(self, size: int, *, up: bool) -> None:
        """One link for all connections, both ways: returns once `size` bytes had their turn."""
        with self._lock:
            if up:
                self.heard.sent += size
            else:
                self.heard.came += size
            if not self.bits_per_s:
                return
            start = max(self._free_at, time.monotonic())
            self._free_at = start + size * 8 / self.bits_per_s
            until = self._free_at
        time.sleep(max(0.0, until - time.monotonic()))

    def loses(self, address: str) -> bool:
        with self._lock:
            self.heard.addresses.append(address)
            lost = self._chance.random() < self.drops
            self.heard.dropped += lost
            self.heard.answered += not lost
            return lost


class _Link(StreamRequestHandler):
    server: DroppingProxy
    timeout = PATIENCE_S

    def handle(self) -> None:
        if self.server.down:
            return
        head, body = self._request()
        if not head:
            return
        address = " ".join(head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")[:2])
        if self.server.cut and address.startswith(self.server.cut):
            return
        answer = _ask(self.server.upstream, head + body)
        if self.server.loses(address) or self.server.down:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if " /media/" in address:
            self.server.heard.pictures += len(answer)
        for start in range(0, len(answer), PIECE):
            piece = answer[start : start + PIECE]
            self.server.wait(len(piece), up=False)
            self.wfile.write(piece)

    def _request(self) -> tuple[bytes, bytes]:
        """The request with "Connection: close", so that each has a connection of its own and none is tried again."""
        lines = []
        length = 0
        while (line := self.rfile.readline(65_536)) not in (b"\r\n", b""):
            name = line.split(b" ", 1)[0].lower().decode("latin-1")
            if name == "content-length:":
                length = int(line.split(b":", 1)[1])
            if name not in PRIVATE:
                lines.append(line)
        if not lines:
            return b"", b""
        self.server.wait(sum(map(len, lines)), up=True)
        body = b""
        while len(body) < length:
            piece = self.rfile.read(min(PIECE, length - len(body)))
            if not piece:
                return b"", b""  # the phone went away in the middle: nothing reached the server
            self.server.wait(len(piece), up=True)
            body += piece
        return b"".join(lines) + b"Connection: close\r\n\r\n", body


def _ask(upstream: tuple[str, int], request: bytes) -> bytes:
    answer = b""
    with socket.create_connection(upstream, timeout=PATIENCE_S) as server, suppress(ConnectionResetError):
        server.sendall(request)
        while piece := server.recv(65_536):
            answer += piece
    return answer.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
