"""The configuration and first entries of the embedded directory, as LDIF.

Pure text building: :mod:`.slapd` feeds it to slapd's offline tools. The same rules (schema,
indexes, unique addresses, least privilege) are what a real server of the ministry gets.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from hopthu.text.errors import HopthuError

from ..directory.attributes import samples
from ..directory.ldif import record
from .messages import NO_SCHEMA

PROJECT = Path(__file__).resolve().parents[3]
_DEBIAN = Path("/etc/ldap/schema")
_MODULES = "/usr/lib/ldap"
_SCHEMA = (
    *(_DEBIAN / f"{name}.ldif" for name in ("core", "cosine", "inetorgperson")),
    *(PROJECT / "schema" / f"{name}.ldif" for name in ("mail", "hopthu")),
)
_ACCESS = PROJECT / "schema" / "access.yml"
_REPLICATOR = PROJECT / "schema" / "replicator.yml"
_INDEXED = (
    "objectClass,uid,mail,mailAlternateAddress,"
    "hopthuProvince,hopthuId,hopthuAgency,hopthuState,hopthuManager,hopthuWriter,"
    "mgrpRFC822MailMember,entryCSN,entryUUID"
)

# As roles/directory_server has them: what a test shows here holds there.
# What slapd writes by itself beside a password; see samples() of the attributes.
_SERVERS_OWN = (
    ("pwdChangedTime", "20080101000000Z"),
    ("pwdHistory", "20080101000000Z#1.3.6.1.4.1.1466.115.121.1.40#1#x"),
)
# lastbind for its attribute alone, which directories of before have: no login is noted here.
_LOADED = (
    *("back_mdb", "back_monitor", "unique", "constraint", "ppolicy", "lastbind"),
    "argon2 m=19456 t=3 p=1",
)
PASSWORD_RULES = (
    ("pwdAttribute", "userPassword"),
    ("pwdMustChange", "TRUE"),
    ("pwdMinLength", "10"),
    ("pwdCheckQuality", "1"),
    ("pwdInHistory", "5"),
    ("pwdLockout", "FALSE"),
)


@dataclass(frozen=True, slots=True)
class Replication:
    """What makes a directory one of several: its ``number``, and the URIs of the ``others``.

    ``new``: it begins with nothing, and gets all from them. They know it by ``password``.
    """

    number: int
    others: tuple[str, ...]
    password: str = field(repr=False)
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LabConfig:
    """What distinguishes one embedded directory from another; ``max_size`` is in bytes."""

    suffix: str
    data: Path
    pid_file: Path
    max_size: int
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    replication: Replication | None = None
    judge: Path | None = None  # the socket of hopthu_passwords

    @property
    def admin(self) -> str:
        """DN of the administrator: slapd's rootdn, and whoever owns the process, over ldapi."""
        return f"cn=admin,{self.suffix}"

    @property
    def service(self) -> str:
        """DN that hopthu binds as."""
        return f"cn=hopthu,ou=services,{self.suffix}"

    @property
    def replicator(self) -> str:
        """DN that other servers copy as."""
        return f"cn=replicator,ou=services,{self.suffix}"


def hashed(password: str) -> str:
    """Return a salted hash that every slapd verifies. For generated passwords, not for people's."""
    salt = os.urandom(8)
    # {SSHA} is SHA-1 by definition; the passwords are 128 random bits, beyond any search.
    digest = hashlib.sha1(password.encode() + salt, usedforsecurity=False).digest()
    return "{SSHA}" + base64.b64encode(digest + salt).decode("ascii")


def config(plan: LabConfig) -> str:
    """Return the whole cn=config but for the administrator's password (see :func:`secret`)."""
    owner = f"gidNumber={os.getgid()}\\+uidNumber={os.getuid()},cn=peercred,cn=external,cn=auth"
    head = [
        ("objectClass", "olcGlobal"),
        ("olcPidFile", _quoted(plan.pid_file)),
        ("olcLogLevel", "none"),
        ("olcAuthzRegexp", f"{{0}}{owner} {plan.admin}"),
        # A password crosses no clear connection: the socket counts as protected, TCP needs TLS.
        ("olcLocalSSF", "128"),
        ("olcSecurity", "simple_bind=128"),
    ]
    if plan.certificate:
        head += [
            ("olcTLSCACertificateFile", _quoted(plan.ca)),
            ("olcTLSCertificateFile", _quoted(plan.certificate)),
            ("olcTLSCertificateKeyFile", _quoted(plan.key)),
            ("olcTLSVerifyClient", "never"),
        ]
    loaded = (*_LOADED, "syncprov") if plan.replication else _LOADED
    loaded = (*loaded, "back_sock") if plan.judge else loaded
    modules = [("olcModuleLoad", name) for name in loaded]
    if plan.replication:
        head.append(("olcServerID", str(plan.replication.number)))
    return "".join(
        [
            record("cn=config", head),
            _entry("cn=module,cn=config", "olcModuleList", ("olcModulePath", _MODULES), *modules),
            _entry("cn=schema,cn=config", "olcSchemaConfig"),
            *(_schema(file) for file in _SCHEMA),
            *_small_databases(plan),
            _main_database(plan),
            _entry(
                "olcOverlay={0}unique,olcDatabase={1}mdb,cn=config",
                "olcUniqueConfig",
                ("olcUniqueURI", f"ldap:///{plan.suffix}?mail,mailAlternateAddress?sub"),
            ),
            _entry(
                "olcOverlay={1}ppolicy,olcDatabase={1}mdb,cn=config",
                "olcPPolicyConfig",
                ("olcPPolicyDefault", f"cn=default,ou=policies,{plan.suffix}"),
                ("olcPPolicyHashCleartext", "TRUE"),
            ),
            _entry(
                "olcOverlay={2}constraint,olcDatabase={1}mdb,cn=config",
                "olcConstraintConfig",
                ("olcConstraintAttribute", "userPassword count 1"),
                ("olcConstraintAttribute", "mailQuota regex ^[1-9][0-9]*$"),
            ),
            _provider() if plan.replication else "",
        ]
    )


def _provider() -> str:
    return _entry(
        "olcOverlay={3}syncprov,olcDatabase={1}mdb,cn=config",
        "olcSyncProvConfig",
        ("olcSpCheckpoint", "100 10"),
    )


def entries(plan: LabConfig, password: str) -> str:
    """Return the entries that exist before hopthu's first run; ``password`` is the service's."""
    passwords = {"hopthu": password}
    if plan.replication:
        passwords["replicator"] = plan.replication.password
    first = plan.suffix.split(",")[0].partition("=")[2]
    attributes = f"cn=attributes,ou=policies,{plan.suffix}"

    def unit(name: str) -> str:
        return _entry(f"ou={name},{plan.suffix}", "organizationalUnit", ("ou", name))

    return "".join(
        [
            _entry(plan.suffix, "dcObject organization", ("dc", first), ("o", "hopthu")),
            unit("services"),
            *(
                _entry(
                    f"cn={name},ou=services,{plan.suffix}",
                    "organizationalRole simpleSecurityObject",
                    ("cn", name),
                    ("userPassword", hashed(secret)),
                )
                for name, secret in passwords.items()
            ),
            unit("policies"),
            _entry(
                f"cn=default,ou=policies,{plan.suffix}",
                "organizationalRole pwdPolicy",
                ("cn", "default"),
                *PASSWORD_RULES,
            ),
            _entry(
                attributes,
                "organizationalRole extensibleObject",
                ("cn", "attributes"),
                *samples(attributes).items(),
                *_SERVERS_OWN,
            ),
        ]
    )


def _entry(dn: str, classes: str, *attributes: tuple[str, str]) -> str:
    return record(dn, [*(("objectClass", name) for name in classes.split()), *attributes])


def _schema(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise HopthuError.of(NO_SCHEMA, file=file) from None
    # Comments go: one between two definitions would cut the record for some readers.
    return "\n".join(line for line in text.splitlines() if not line.startswith("#")) + "\n\n"


def _small_databases(plan: LabConfig) -> list[str]:
    changing = f'by dn.exact="{plan.service}" write by dn.exact="{plan.admin}" manage'
    return [
        _entry(
            "olcDatabase={-1}frontend,cn=config",
            "olcDatabaseConfig olcFrontendConfig",
            ("olcPasswordHash", "{ARGON2}"),
            ("olcAccess", '{0}to dn.base="" by * read'),
            ("olcAccess", '{1}to dn.base="cn=Subschema" by users read by * none'),
            ("olcAccess", f"{{2}}to attrs=entry {changing} by * none"),
            ("olcAccess", "{3}to * by * none"),
        ),
        _judging(plan.judge) if plan.judge else "",
        _entry(
            "olcDatabase={0}config,cn=config",
            "olcDatabaseConfig",
            ("olcAccess", f'{{0}}to * by dn.exact="{plan.admin}" manage by * none'),
        ),
    ]


def _judging(judge: Path) -> str:
    """Before a change of a password is one, hopthu_passwords is asked; people change no entry."""
    return _entry(
        "olcOverlay={0}sock,olcDatabase={-1}frontend,cn=config",
        "olcOvSocketConfig",
        ("olcOverlay", "{0}sock"),
        ("olcDbSocketPath", str(judge)),
        ("olcDbSocketExtensions", "binddn"),
        ("olcOvSocketOps", "extended modify"),
    )


def _main_database(plan: LabConfig) -> str:
    rules = access(plan.suffix, several=plan.replication is not None)
    mdb = _entry(
        "olcDatabase={1}mdb,cn=config",
        "olcDatabaseConfig olcMdbConfig",
        ("olcDbDirectory", _quoted(plan.data)),
        ("olcSuffix", plan.suffix),
        ("olcRootDN", plan.admin),
        ("olcRootPW", "{password}"),
        ("olcDbMaxSize", str(plan.max_size)),
        ("olcDbIndex", f"{_INDEXED} eq"),
        ("olcLimits", f'{{0}}dn.exact="{plan.service}" size=unlimited time=unlimited'),
        *_consumer(plan),
        *(("olcAccess", f"{{{number}}}{rule}") for number, rule in enumerate(rules)),
    )
    everything = f'to * by dn.exact="{plan.admin}" read by * none'
    connected = (
        'to dn.subtree="cn=Databases,cn=Monitor" attrs=entry,objectClass,olmSRConnection '
        f'by dn.exact="{plan.admin}" read by dn.exact="{plan.service}" read by * none'
    )
    watching = (
        [f"{{0}}{connected}", f"{{1}}{everything}"] if plan.replication else [f"{{0}}{everything}"]
    )
    monitor = _entry(
        "olcDatabase={2}monitor,cn=config",
        "olcDatabaseConfig",
        *(("olcAccess", rule) for rule in watching),
    )
    return mdb + monitor


def _consumer(plan: LabConfig) -> Iterator[tuple[str, str]]:
    """What a database is told that gets entries from others; as the role tells it."""
    if plan.replication is None:
        return
    yield "olcLimits", f'{{1}}dn.exact="{plan.replicator}" size=unlimited time=unlimited'
    for number, uri in enumerate(plan.replication.others):
        words = (
            f'{{{number}}}rid={number + 1:03} provider={uri} searchbase="{plan.suffix}"',
            f'bindmethod=simple binddn="{plan.replicator}"',
            f"credentials={plan.replication.password}",
            'type=refreshAndPersist retry="1 +" timeout=5 network-timeout=3',
        )
        yield "olcSyncrepl", " ".join(words)
    yield "olcMultiProvider", "TRUE"


def access(suffix: str, *, several: bool = False) -> list[str]:
    """Return the access rules of schema/access.yml, in order; the rest is closed.

    Of ``several`` servers that hold the same, those of replicator.yml come first.
    """
    rules: list[str] = []
    for file in (_REPLICATOR, _ACCESS) if several else (_ACCESS,):
        try:
            rules += yaml.safe_load(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise HopthuError.of(NO_SCHEMA, file=file) from None
    return [rule.replace("{suffix}", suffix) for rule in rules]


def _quoted(path: Path | None) -> str:
    """Return a path as one word of slapd's configuration, blanks and all."""
    return f'"{path}"'
