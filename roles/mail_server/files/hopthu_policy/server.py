"""The service: connections of Postfix, each with its requests one after another."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket

from . import protocol
from .connection import Connection
from .directory import Directory
from .policy import LATER, Policy
from .room import Rooms
from .settings import Settings, Unusable

log = logging.getLogger(__name__)

_FIRST_SOCKET = 3  # where sd_listen_fds(3) puts what systemd hands over


def socket_of_systemd() -> socket.socket:
    """Return the socket that systemd listens on for us; Unusable where there is none."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        raise Unusable("start hopthu-policy.socket: it starts this service with a socket")
    return socket.socket(fileno=_FIRST_SOCKET)


async def serve(settings: Settings, listening: socket.socket) -> None:
    """Answer until SIGTERM. Postfix asks again when it got no answer, so nothing is lost then."""
    directory = Directory(Connection(settings))
    policy = Policy(settings, directory, Rooms(settings, directory))

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _answer_all(policy, reader, writer)
        except (protocol.Malformed, OSError) as error:
            log.error("a connection was given up: %s", error)
        finally:
            writer.close()

    server = await asyncio.start_server(client, sock=listening)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await stopped.wait()
    server.close()


async def _answer_all(
    policy: Policy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    while (request := await protocol.read_attributes(reader)) is not None:
        try:
            action = await policy.decide(request)
        except Exception:  # one letter is put off, the others go on
            log.exception("no decision for %s", request.get("recipient"))
            action = LATER
        writer.write(protocol.attributes({"action": action}))
        await writer.drain()
