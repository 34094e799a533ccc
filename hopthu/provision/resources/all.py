"""The resources of a run in their order: each may rely on what those before it have written."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from hopthu.servers.mail.usage import Usage

from ..resource import Resource
from .accounts import Accounts
from .agencies import AgencyTree
from .aliases import Aliases
from .quotas import MailQuotas

NAMES = ("agencies", "accounts", "quotas", "aliases")


def resources(
    names: Collection[str] = NAMES, *, handover: Path | None = None, usage: Usage | None = None
) -> list[Resource[Any]]:
    """The resources called ``names``, in their order, each with the options that it takes."""
    made = (AgencyTree(), Accounts(handover), MailQuotas(usage or Usage()), Aliases())
    return [resource for resource in made if resource.name in names]
