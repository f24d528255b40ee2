"""A server of a few lines that answers what a test tells it to, to see the client's side of the road alone."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, str, bytes]  # status, content type, body
OPEN_CONNECTION_S = 5.0


@dataclass
class Served:
    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)


@contextlib.contextmanager
def serving(answer: Callable[[int], Answer | None]) -> Iterator[Served]:
    """`answer` gets the number of the request, from 1; None closes the connection without a word."""
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = OPEN_CONNECTION_S

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            served.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
            given = answer(len(served.requests))
            if given is None:
                self.close_connection = True
                return
            status, kind, content = given
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the asker has given up
                self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/graphql/"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
