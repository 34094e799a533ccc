"""What ids, addresses and the names of hosts and roles look like; each matches a whole value."""

from __future__ import annotations

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
AGENCY_ID = rf"{_SLUG}(?:\.{_SLUG})*"
PERSON_ID = rf"{_SLUG}-[0-9]{{4,}}"
LOCAL_PART = r"(?=.{1,64}\Z)[a-z0-9]+(?:[._-][a-z0-9]+)*"
ROLE = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
KIND = r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
# Programs take a name that begins with "-" for an option.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})+"
