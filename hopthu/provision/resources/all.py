"""The resources of a run in their order: each may rely on what those before it have written."""

from __future__ import annotations

from .accounts import plan_accounts
from .agencies import plan_agencies
from .aliases import plan_aliases
from .quotas import plan_quotas

PLANNERS = (plan_agencies, plan_accounts, plan_quotas, plan_aliases)
