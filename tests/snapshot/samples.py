"""Records for stages: a small ministry written by hand, and ways to break an inventory."""

from __future__ import annotations

from collections.abc import Iterable

from .stage import Stage

PROVINCES = {"bac_giang": "Bắc Giang", "quang_ngai": "Quảng Ngãi", "thanh_hoa": "Thanh Hóa"}
CODES = {"bac_giang": "24", "quang_ngai": "51", "thanh_hoa": "38"}
_NAMES = (
    *("Lê Ánh Hồng", "Đỗ Thị Ất", "Ứng Hoè Sơn", "Nguyễn Bảo Toàn", "Phạm Thị Ngọc Thảo"),
    *("Nguyễn Tuấn Thanh", "Đoàn Thị Kiều Hà", "Huỳnh Minh Trọng", "Trịnh Quý", "Vũ Văn Bảy"),
)
_TITLES = ("Trưởng Thi hành án dân sự", "Chấp hành viên", "Chấp hành viên", "Kế toán viên")


def write_ministry(stage: Stage, people: int = 6) -> None:
    """Three provinces of two districts each, with aliases, former addresses, roles and a list."""
    add_hosts(stage, PROVINCES)
    for province in PROVINCES:
        folder = f"provinces/{province}"
        stage.put(f"{folder}/agencies.yml", agencies(province))
        stage.put(f"{folder}/people.yml", "people:\n" + "".join(_people(province, people)))
    stage.put("provinces/thanh_hoa/lists.yml", _LIST)


def add_hosts(stage: Stage, provinces: Iterable[str]) -> None:
    """Let Ansible know provinces."""
    hosts = "".join(f"        {province}:\n" for province in provinces)
    stage.edit("hosts.yml", "        trung_uong:\n", f"        trung_uong:\n{hosts}")


def agencies(province: str) -> str:
    """The province's own agency, with a role, and two districts."""
    top, plain = province.replace("_", "-"), province.replace("_", "")
    text = f"""\
agencies:
  - id: {top}
    name: Thi hành án dân sự tỉnh {PROVINCES[province]}
    kind: province
    parent: thads
    code: "{CODES[province]}"
    mailbox: thads.{plain}
    managers: [{top}-0001]
    roles: [{{role: vanthu, holders: [{top}-0002]}}]
"""
    for unit, name in (("dong", "Đông"), ("tay", "Tây")):
        text += f"""\
  - id: {top}.{unit}
    name: Thi hành án dân sự huyện {name}
    kind: district
    parent: {top}
    mailbox: thads.{unit}.{plain}
    managers: [{top}-000{3 if unit == "dong" else 4}]
"""
    return text


def _people(province: str, number: int) -> Iterable[str]:
    top, plain = province.replace("_", "-"), province.replace("_", "")
    units = ("", "", ".dong", ".tay")
    for index in range(number):
        more = ""
        if index == 1:
            more = f"    aliases: [{top}-0002]\n"
        elif index == 2:
            more = f'    former_mailboxes: [{{mailbox: cu3.{plain}, until: "2099-06-30"}}]\n'
        elif index == 3:
            more = f'    phone: "037.38710{index}"\n    quota: 4G\n'
        yield f"""\
  - id: {top}-{index + 1:04}
    name: {_NAMES[index % len(_NAMES)]}
    agency: {top}{units[index % len(units)]}
    title: {_TITLES[index % len(_TITLES)]}
    mailbox: nguoi{index + 1}.{plain}
{more}"""


_LIST = """\
lists:
  - id: thanh-hoa.du-an
    name: Dự án công nghệ thông tin Thanh Hóa
    mailbox: duan.thanhhoa
    people: [thanh-hoa-0003]
    agencies: [thanh-hoa.dong]
    lists: [officers.thanh-hoa]
    writers: [members, thanh-hoa]
"""

# What can be wrong with a file as such; each is tried as the file of a province of its own.
BROKEN_FILES = {
    "no_list": "other: []\n",
    "empty": "",
    "not_yaml": "people:\n  - id: [\n",
    "tab": "people:\n\t- id: a\n",
    "anchor": "people: &a\n  - *a\n",
    "twice": "people:\n  - id: twice-0001\n    id: twice-0002\n",
    "unknown_key": "people:\n  - id: x-0001\n    nmae: A\n    mail: b\n",
    "missing": "people:\n  - id: missing-0001\n",
    "types": (
        "people:\n  - id: [a]\n    name: {b: c}\n    agency: 3\n    title: ''\n    mailbox: no\n"
    ),
    "values": (
        "people:\n  - id: Ä b\n    name: A\n    agency: moj\n    title: B\n    mailbox: a@b\n"
        "    state: gone\n    since: 2008-13-40\n    quota: 3X\n    phone: 0373\n    born: x\n"
    ),
    "not_a_list": "people: {a: b}\n",
    "deep": "people: " + "[" * 200 + "]" * 200 + "\n",
}


def break_files(stage: Stage) -> None:
    """An inventory whose files cannot be read, each for another reason."""
    for name, text in BROKEN_FILES.items():
        stage.put(f"provinces/{name}/agencies.yml", "agencies: []\n")
        stage.put(f"provinces/{name}/people.yml", text)
    stage.put("provinces/not_utf8/people.yml", "").write_bytes(b"people: \xff\xfe\n")


def break_meaning(stage: Stage) -> None:
    """An inventory that can be read and contradicts itself."""
    people = "".join(
        f"  - {{id: {who}, name: A B, agency: {agency}, title: T, mailbox: {mailbox}{more}}}\n"
        for who, agency, mailbox, more in _BAD_PEOPLE
    )
    stage.put("provinces/nobody/people.yml", f"people:\n{people}")
    stage.put("provinces/nobody/agencies.yml", _BAD_AGENCIES)
    stage.put("provinces/nobody/lists.yml", _BAD_LISTS)
    stage.put("provinces/nobody/handover.yml", _BAD_KEYS)


_BAD_PEOPLE = (
    ("thanh-hoa-0001", "thanh-hoa", "motmot", ""),
    ("nobody-0001", "no-agency", "haihai", ""),
    ("nobody-0002", "thanh-hoa", "nguoi1.thanhhoa", ""),
    ("nobody-0003", "thanh-hoa", "postmaster", ""),
    ("nobody-0004", "thanh-hoa", "bonbon", ", state: left"),
    ("nobody-0005", "ended", "namnam", ""),
    ("nobody-0006", "thanh-hoa", "sausau", ", quota: 99G"),
    ("nobody-0007", "thanh-hoa", "baybay", ", aliases: [nguoi2.thanhhoa]"),
    ("nobody-0008", "thanh-hoa", "tamtam", ", mail_host: nowhere"),
)
_BAD_AGENCIES = """\
agencies:
  - {id: ended, name: Ended, kind: district, parent: thanh-hoa, state: ended}
  - {id: child, name: Child, kind: district, parent: ended}
  - {id: orphan, name: Orphan, kind: district, parent: nothing}
  - {id: alone, name: Alone, kind: district}
  - {id: egg, name: Egg, kind: district, parent: hen}
  - {id: hen, name: Hen, kind: district, parent: egg}
  - {id: x.dong, name: Same, kind: district, parent: thanh-hoa}
  - id: gone
    name: Gone
    kind: district
    parent: thads
    state: ended
    since: "2008-01-01"
    successor: nothing
  - id: managed
    name: Managed
    kind: district
    parent: thads
    mailbox: managed.box
    managers: [nobody-9999]
    roles: [{role: vanthu, holders: [nobody-9999]}]
"""
_BAD_LISTS = """\
lists:
  - {id: one, name: One, mailbox: one.list, lists: [two]}
  - {id: two, name: Two, mailbox: two.list, lists: [one]}
  - id: three
    name: Three
    mailbox: one.list
    people: [nobody-9999]
    agencies: [nothing]
    writers: [strangers]
  - {id: four, name: Four, mailbox: four.list, outside: [a@example.org], people: [thanh-hoa-0001]}
  - {id: five, name: Five, mailbox: five.list, state: ended}
"""
_BAD_KEYS = """\
keys:
  - {name: A, key: AGE-SECRET-KEY-1QQQQ}
  - {name: B, key: ssh-rsa AAAA}
  - {name: C}
"""
