"""What the guides tell, taken from the policy and the environment; nothing is written twice."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from hopthu.records.policy import Policy
from hopthu.records.policy.quota_classes import Ladder
from hopthu.servers.mail.client_settings import IMAP_PORT, SUBMISSION_PORT, SUBMISSION_STARTTLS_PORT
from hopthu.text.language import VIETNAMESE
from hopthu.text.sizes import size_in_words

from .places import USUAL, Places

# As roles/mail_server has Dovecot warn; a test compares.
WARNED_AT = (80, 95)
_OTHERS = "Các trường hợp khác"
# Lists of an agency by kind: whom they reach, and which place is the example. That of the whole
# service is the centre's.
_REACHED = {
    "agency": ("mọi người làm việc tại cơ quan", "below"),
    "province": ("mọi người của cơ quan và các cơ quan trực thuộc", "above"),
    "officers": ("{officer} của cơ quan và các cơ quan trực thuộc", "above"),
    "mailboxes": ("hộp thư của cơ quan và các cơ quan trực thuộc", "above"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """What the environment says of its servers; ``message_size`` is in bytes.

    ``first_login_on_web``: mail programs are refused until a first password is replaced;
    ``autoconfig``: Thunderbird finds the servers by the address alone.
    """

    mail_host: str
    message_size: int
    agencies_folder: str
    first_login_on_web: bool
    autoconfig: bool


@dataclass(frozen=True, slots=True)
class Size:
    """Whom a size is for, in words, and the size: ``3 GB``."""

    whom: str
    size: str


@dataclass(frozen=True, slots=True)
class ListAddress:
    """A mailing list's address, as an example, and whom it reaches."""

    address: str
    reached: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a text may name; a text that names something else is an error."""

    ministry: str
    domain: str
    webmail: str
    webmail_host: str
    help: str
    shortest: int
    remembered: int
    first_days: int
    servers: Servers
    imap_port: int
    smtp_port: int
    starttls_port: int
    largest: str
    warned_at: tuple[int, ...]
    sample: str
    people: tuple[Size, ...]
    agencies: tuple[Size, ...]
    kept: dict[str, int]
    members_lists: tuple[ListAddress, ...]
    managers_lists: tuple[ListAddress, ...]


def facts_of(policy: Policy, servers: Servers, ministry: str, places: Places = USUAL) -> Facts:
    """Return the facts; ``ministry`` is its name, as the inventory has it.

    ``places`` are those of the examples.
    """
    terms = policy.handover
    kinds = {kind.id: kind.one.render(language=VIETNAMESE) for kind in policy.kinds.all}
    return Facts(
        ministry=ministry,
        domain=policy.domain,
        webmail=terms.webmail,
        webmail_host=urlsplit(terms.webmail).hostname or terms.webmail,
        help=terms.help,
        shortest=terms.shortest,
        remembered=terms.remembered,
        first_days=terms.days,
        servers=servers,
        imap_port=IMAP_PORT,
        smtp_port=SUBMISSION_PORT,
        starttls_port=SUBMISSION_STARTTLS_PORT,
        # A letter grows by a third on its way, where it has attachments. Whole megabytes, as the
        # webmail shows it.
        largest=f"{servers.message_size * 3 // 4 // 2**20} MB",
        warned_at=WARNED_AT,
        people=_sizes(policy.quotas.people, {}),
        agencies=_sizes(policy.quotas.agencies, kinds),
        kept=dict(policy.keep_months),
        sample=f"{policy.agency_prefix}.{places.below}@{policy.domain}",
        members_lists=_lists(policy, "members", places),
        managers_lists=_lists(policy, "agency", places),
    )


def _lists(policy: Policy, writer: str, places: Places) -> tuple[ListAddress, ...]:
    """The lists of an agency that ``writer`` (a word of the policy) may write to."""
    officer = policy.lists.officer
    said = {"officer": officer[:1].lower() + officer[1:]}
    return tuple(
        ListAddress(
            f"{rule.address.format(place=getattr(places, where))}@{policy.domain}",
            reached.format_map(said),
        )
        for kind, (reached, where) in _REACHED.items()
        if (rule := policy.lists.rules.get(kind))
        and writer in rule.writers
        and (officer or kind != "officers")
    )


def _sizes(ladder: Ladder, words: dict[str, str]) -> tuple[Size, ...]:
    """The classes in the order in which they are tried; the default is for all others."""
    named = [
        Size(
            _sentence([words.get(member, member) for member in each.members]),
            size_in_words(each.size).vi,
        )
        for each in ladder.classes
    ]
    return (*named, Size(_OTHERS, size_in_words(ladder.default.size).vi))


def _sentence(members: list[str]) -> str:
    """Posts behind each other; a longer one that begins with a shorter one says nothing new."""
    text = ", ".join(members)
    return text[:1].upper() + text[1:]
