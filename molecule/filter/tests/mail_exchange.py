"""A mail host of the world outside, on ``out1``: takes letters on port 25, serves a policy on 443.

Its argument is a folder with ``mx.pem``, ``web.pem`` (key and certificate) and ``policy``. A letter
is a line of ``letters`` there: to whom it is, whether it came over TLS, and itself in base64.
"""

from __future__ import annotations

import asyncio
import base64
import http.server
import json
import ssl
import sys
import threading
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

FOLDER = Path(sys.argv[1])


def _tls(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / name)
    return context


class Handler:
    """Notes letters."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take one."""
        letter = base64.b64encode(envelope.original_content).decode()
        noted = {"to": envelope.rcpt_tos, "tls": session.ssl is not None, "letter": letter}
        with open(FOLDER / "letters", "a", encoding="utf-8") as letters:
            letters.write(json.dumps(noted) + "\n")
        return f"250 {server.hostname} has it"


class Policy(http.server.BaseHTTPRequestHandler):
    """The one file that it has."""

    def do_GET(self) -> None:
        """Give it out."""
        body = (FOLDER / "policy").read_bytes() if self.path == "/.well-known/mta-sts.txt" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


async def main() -> None:
    """Serve for ever."""
    web = http.server.ThreadingHTTPServer(("", 443), Policy)
    web.socket = _tls("web.pem").wrap_socket(web.socket, server_side=True)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    loop = asyncio.get_running_loop()
    context = _tls("mx.pem")
    smtp = await loop.create_server(
        lambda: SMTP(Handler(), hostname="mx.test", tls_context=context, loop=loop), "", 25
    )
    await smtp.serve_forever()


asyncio.run(main())
