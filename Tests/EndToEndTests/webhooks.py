"""A small HTTP server that keeps what is posted to it, and answers as a test wants."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def webhook(answer=lambda handler, body: respond(handler, b"{}"), port=0):
    """Gives an address, at this port or any, and the list of JSON bodies that come there.

    `answer` gets the handler and the body; while it waits, so does the client.
    """
    received = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.loads(text) if self.headers.get("Content-Type") == "application/json" else text.decode()
            received.append(body)
            answer(self, body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", received
    finally:
        server.shutdown()
        server.server_close()


def respond(handler, body, status=200, kind="application/json", **fields):
    """Answers; fields of the head have `_` in place of `-`."""
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in fields.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)
