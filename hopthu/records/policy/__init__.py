"""The ministry's policy: what ``group_vars/all/policy.yml`` says, checked and typed."""

from .model import BY_PROVINCE, INITIALS, LIMITED, SCOPES, Policy
from .reader import Limit

__all__ = ["BY_PROVINCE", "INITIALS", "LIMITED", "SCOPES", "Limit", "Policy"]
