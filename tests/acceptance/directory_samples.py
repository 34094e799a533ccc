"""People and units as the directory tests write them."""

from __future__ import annotations

from hopthu.servers.directory.operation import Add

SUFFIX = "dc=moj,dc=gov,dc=vn"
PEOPLE = f"ou=people,{SUFFIX}"
AGENCIES = f"ou=agencies,{SUFFIX}"
CLASSES = (
    *(b"top", b"person", b"organizationalPerson", b"inetOrgPerson"),
    *(b"mailRecipient", b"hopthuManaged", b"hopthuAccount"),
)


def person(number: int, mail: bytes = b"", **attributes: bytes) -> Add:
    """An account with 16 attributes; further ones, known to the server or not, may be added."""
    uid = b"thanh-hoa-%05d" % number
    values = {
        "objectClass": CLASSES,
        "uid": (uid,),
        "cn": ("Ứng Hoè Sơn".encode(),),
        "sn": ("Ứng".encode(),),
        "givenName": ("Sơn".encode(),),
        "displayName": ("Ứng Hoè Sơn".encode(),),
        "title": ("Chấp hành viên".encode(),),
        "ou": ("Thi hành án dân sự tỉnh Thanh Hóa".encode(),),
        "mail": (mail or uid + b"@moj.gov.vn",),
        "mailQuota": (b"524288000",),
        "telephoneNumber": (b"+84 237 3852 000",),
        "hopthuAgency": (b"thanh-hoa",),
        "hopthuState": (b"active",),
        "hopthuSince": (b"2008-11-15",),
        "hopthuProvince": (b"thanh_hoa",),
        "employeeNumber": (b"%d" % number,),
        **{name: (value,) for name, value in attributes.items()},
    }
    return Add(f"uid={uid.decode()},{PEOPLE}", values)


def people(first: int, last: int) -> list[Add]:
    """The accounts of these numbers, both included."""
    return [person(number) for number in range(first, last + 1)]


def unit(name: str, parent: str) -> Add:
    """A unit below ``parent``."""
    return Add(
        f"ou={name},{parent}", {"objectClass": (b"organizationalUnit",), "ou": (name.encode(),)}
    )
