"""What tests ask of a host, in the words of testinfra, which has no types of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Answer(Protocol):
    """What a command came to."""

    rc: int
    succeeded: bool
    stdout: str
    stdout_bytes: bytes
    stderr: str


class File(Protocol):
    """A file of the host; ``mode`` has the bits of its rights alone."""

    content_string: str
    group: str
    mode: int
    user: str


class Service(Protocol):
    """A unit of systemd."""

    is_enabled: bool
    is_running: bool


class Shell(Protocol):
    """A host. A command may have ``%s``, for which its quoted arguments are put in."""

    def run(self, command: str, *arguments: str) -> Answer:
        """Run a command, however it ends."""

    def run_expect(self, expected: Sequence[int], command: str, *arguments: str) -> Answer:
        """Run a command that has to end with one of some statuses."""

    def check_output(self, command: str, *arguments: str) -> str:
        """Run a command that has to succeed; returns what it printed, without the last newline."""

    def file(self, path: str) -> File:
        """Look at a file."""

    def service(self, name: str) -> Service:
        """Look at a unit."""
