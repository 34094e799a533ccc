"""What the playbook makes of a directory: two provinces, a country, the two great days."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from .files import tidy_ldif
from .samples import add_hosts, write_ministry
from .stage import Stage

PROVISION = "provision.yml"
_CHECK = ("--check", "--diff")
_JSON: dict[str, Any] = {"ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json"}
_FOREIGN = """\
dn: cn=Printer,ou=people,dc=moj,dc=gov,dc=vn
objectClass: inetOrgPerson
cn: Printer
sn: Printer
mail: {mailbox}@moj.gov.vn
"""


def demo(stage: Stage) -> None:
    """The two forms of the demo become accounts; then all that may be refused."""
    limit = ("--limit", "quang_ngai,thanh_hoa")
    where = ("--folder", ".lab/directory")
    stage.play("no-directory", PROVISION, *_CHECK, status=2)
    stage.say("directory-status-none", "directory", "status", *where, status=3)
    for action in ("start", "status", "reset"):
        stage.say(f"directory-{action}", "directory", action, *where)
    forms = stage.tree / "tests" / "forms"
    taken = [forms / "51_quang_ngai.xlsx", forms / "38_thanh_hoa.xls"]
    stage.script("intake", *taken, "--into", "inventory/lab")
    stage.play("check", PROVISION, *limit, *_CHECK)
    if stage.whole:
        stage.write("slapd-config", _config(stage))
        stage.play("check-json", PROVISION, *limit, *_CHECK, **_JSON)
        stage.play("unknown-province", PROVISION, "--limit", "atlantis", status=1)
    stage.play("unknown-override", PROVISION, *limit, "-e", "hopthu_override=fly=3", status=2)
    stage.play("wrong-password", PROVISION, *limit, "-e", "hopthu_bind_password=x", status=2)
    stage.play("apply", PROVISION, *limit)
    stage.files("apply-runs", stage.lab / "runs")
    stage.dump("apply-directory")
    stage.play("again", PROVISION, *limit, **(_JSON if stage.whole else {}))
    _refusals(stage)
    stage.say("directory-stop", "directory", "stop", *where)
    stage.say("directory-stopped", "directory", "status", *where, status=3)
    stage.play("directory-away", PROVISION, *_CHECK, status=2)


def _refusals(stage: Stage) -> None:
    """Over the limits, a file that lost its end, a taken address; and what lets them through."""
    people, managers = "provinces/thanh_hoa/people.yml", "provinces/thanh_hoa/agencies.yml"
    limit = ("--limit", "thanh_hoa")
    text = (stage.lab / people).read_text(encoding="utf-8")
    stage.put(people, text.replace("state: active", "state: suspended", 30))
    stage.play("over-limit-check", PROVISION, *limit, *_CHECK, status=2)
    if stage.whole:
        stage.play("over-limit", PROVISION, *limit, status=2)
        stage.play("override", PROVISION, *limit, "-e", "hopthu_override=suspend=30", *_CHECK)
    agencies = (stage.lab / managers).read_text(encoding="utf-8")
    stage.put(people, "  - id: ".join(text.split("  - id: ")[:12]))
    stage.put(managers, re.sub(r"    managers: .*\n", "", agencies))
    stage.play("cut-off", PROVISION, *limit, *_CHECK, status=2)
    stage.put(managers, agencies)
    stage.modify(_FOREIGN.format(mailbox="printer"))
    stage.put(people, text + _new_person("thanh-hoa-0901", "printer"))
    stage.play("address-taken", PROVISION, *limit, *_CHECK, status=2)
    if stage.whole:
        stage.play("address-taken-apply", PROVISION, status=2)
        stage.put(people, text.replace("mailbox: leanhhong\n", "mailbox: leanhhong.moi\n"))
        stage.play("readdress", PROVISION, *limit)
        stage.put(people, text.replace("    name: Đỗ Thị Ất\n    agency: thanh-hoa\n", "", 1))
        stage.play("broken-inventory", PROVISION, *limit, status=2)
        stage.dump("directory")
    stage.put(people, text)


def _config(stage: Stage) -> str:
    """The server's own configuration, as its owner sees it."""
    found = stage.do(
        *("ldapsearch", "-Y", "EXTERNAL", "-Q", "-LLL", "-o", "ldif-wrap=no"),
        *("-H", stage.uri, "-b", "cn=config"),
    )
    return tidy_ldif(found)


def _new_person(person: str, mailbox: str) -> str:
    return f"""\
  - id: {person}
    name: Lê Văn Mới
    agency: thanh-hoa
    title: Văn thư
    mailbox: {mailbox}
"""


def steps(stage: Stage) -> None:
    """A small ministry: each step as a role of its own, aliases, roles, lists, states, quotas."""
    write_ministry(stage)
    stage.start_directory()
    roles = "[agency_tree, accounts, mail_quotas, mail_aliases]"
    book = stage.put("steps.yml", f"- {{hosts: provinces, gather_facts: false, roles: {roles}}}\n")
    stage.play("steps", str(book), "--check")
    stage.play("all", PROVISION)
    stage.files("all-runs", stage.lab / "runs")
    stage.dump("all-directory")
    shutil.rmtree(stage.lab / "runs")
    _change(stage)
    stage.play_both("changed-check", PROVISION, *_CHECK)
    stage.play("changed", PROVISION)
    stage.files("changed-runs", stage.lab / "runs")
    stage.dump("changed-directory")


def _change(stage: Stage) -> None:
    """Something of everything: titles, quotas, states, names, lists, a move to another province."""
    thanh_hoa, quang_ngai = "provinces/thanh_hoa", "provinces/quang_ngai"
    people, since = f"{thanh_hoa}/people.yml", '    since: "2008-11-20"\n'
    stage.edit(people, "title: Kế toán viên", "title: Phó Chi cục trưởng")
    stage.edit(people, "    quota: 4G\n", "")
    stage.edit(people, "    aliases: [thanh-hoa-0002]\n", f"    state: left\n{since}")
    stage.edit(f"{thanh_hoa}/agencies.yml", "name: Thi hành án dân sự huyện", "name: THADS")
    stage.edit(f"{thanh_hoa}/lists.yml", "    people: ", f"    state: ended\n{since}    people: ")
    stage.edit(f"{quang_ngai}/people.yml", "agency: quang-ngai.dong", "agency: bac-giang.dong")


# The generators of the bench belong to the tree under test and are run by its own Python. They
# are reached by the names in tests/bench alone, wherever the package's own modules are.
_COUNTRY = """
import sys
from pathlib import Path
from bench import country, days
root, people, which = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
made = getattr(days, which)(people, days.Policy.of_environment(country.LAB))
country.write_country(made, root)
country.write_country(made.changed(), root.with_name(root.name + "-changed"))
"""


def _write_country(stage: Stage, which: str) -> Path:
    """Let the stage's environment be an invented country; returns the one a year later."""
    made = stage.root / "made"
    python = stage.tree / ".venv" / "bin" / "python"
    path = str(stage.tree / "tests")
    stage.do(python, "-c", _COUNTRY, made, stage.people, which, PYTHONPATH=path)
    shutil.rmtree(stage.lab / "provinces")
    shutil.copytree(made / "provinces", stage.lab / "provinces")
    names = sorted(path.name for path in (stage.lab / "provinces").iterdir())
    add_hosts(stage, [name for name in names if name != "trung_uong"])
    return made.with_name("made-changed")


def country(stage: Stage) -> None:
    """The bench's country: first load, nothing to do, a tenth of the titles changed."""
    changed = _write_country(stage, "make_country")
    stage.files("inventory", stage.lab)
    stage.both("validate", "validate", "inventory/lab")
    stage.start_directory()
    stage.play("check", PROVISION, *_CHECK, HOPTHU_LANG="vi")
    stage.play("apply", PROVISION)
    stage.files("apply-runs", stage.lab / "runs")
    stage.dump("directory")
    stage.play("again", PROVISION)
    shutil.rmtree(stage.lab / "runs")
    shutil.rmtree(stage.lab / "provinces")
    shutil.copytree(changed / "provinces", stage.lab / "provinces")
    stage.play("changed-check", PROVISION, *_CHECK, **_JSON)
    stage.play("changed", PROVISION, HOPTHU_LANG="vi")
    stage.files("changed-runs", stage.lab / "runs")
    stage.dump("changed-directory")


def day_of_2008(stage: Stage) -> None:
    """Hà Tây becomes part of Hà Nội."""
    _day(stage, "country_before_2008", "0001-mo-rong-ha-noi.yml", 0)


def day_of_2025(stage: Stage) -> None:
    """63 provinces become 34."""
    _day(stage, "make_country", "0002-sap-xep-34-tinh.yml", 2)


def _day(stage: Stage, which: str, example: str, refused: int) -> None:
    """A first load, then the day: its documents, what it does to the records, to the directory."""
    _write_country(stage, which)
    stage.start_directory()
    quietly = ("-e", "hopthu_artifacts=")
    stage.play("first-load", PROVISION, *quietly)
    stage.put(f"changes/{example}", "")
    shutil.copy(stage.tree / "docs" / "examples" / example, stage.lab / "changes" / example)
    number = example[:4]
    for language in ("en", "vi"):
        documents = ("--markdown", f"{language}.md", "--html", f"{language}.html")
        name = f"preview.{language}"
        stage.say(name, "change", "preview", number, *documents, HOPTHU_LANG=language)
        for end in ("md", "html"):
            stage.files(f"{name}.{end}", f"{language}.{end}")
    stage.both("apply-change-check", "change", "apply", number, "--check")
    stage.say("apply-change", "change", "apply", number)
    stage.files("inventory", stage.lab)
    stage.play("check", PROVISION, *_CHECK, status=refused, HOPTHU_LANG="vi")
    meant = ("-e", "hopthu_override=close=100000,unalias=100000,readdress=100000,suspend=100000")
    stage.play("apply", PROVISION, *meant)
    stage.files("runs", stage.lab / "runs")
    stage.dump("directory")
    stage.play("again", PROVISION, *meant, *quietly)
