"""What needs no directory: the scripts' own words, forms, validation, changes."""

from __future__ import annotations

import shutil

from .samples import break_files, break_meaning, write_ministry
from .stage import Stage

_VERBS = {
    "change": (
        *("transfer", "rename", "retitle", "suspend", "leave", "return", "managers", "undo"),
        *("apply", "preview", "accept", "resume", "log", "addresses", "due"),
    ),
    "ci": ("plan", "apply", "drift"),
    "directory": ("start", "stop", "status", "reset"),
    "handover": ("key", "open", "status", "receipt", "logins", "remind"),
}
_WITH_HELP = (
    *("change", "ci", "client-settings", "directory", "form", "handover", "intake"),
    *("reissue", "schema", "undo", "validate"),
)
# Of these a wrong call is answered in two languages, of the others by argparse.
_SPEAKING = ("form", "intake", "undo", "validate", "demo", "setup", "test", "screenshots", "lab")
# Calls that are wrong, with their exit status.
_WRONG: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (2, "change", ()),
    (2, "change", ("fly",)),
    (2, "change", ("transfer", "a-0001")),
    (2, "change", ("leave", "a-0001", "--cause", "bored", "--reason", "x")),
    (2, "change", ("leave", "a-0001", "--manager", "nobody", "--reason", "x")),
    (2, "change", ("rename", "a-0001", "--name", "A", "--mailbox", "a", "--keep-address")),
    (2, "change", ("due", "--days", "many")),
    (2, "change", ("suspend", "a-0001", "--reason", "x", "--date", "yesterday")),
    (2, "ci", ()),
    (2, "ci", ("plan", "--all", "--province", "thanh_hoa")),
    (2, "ci", ("apply",)),
    (2, "ci", ("plan", "--override", "suspend")),
    (2, "ci", ("plan", "--override", "fly=3")),
    (2, "client-settings", ("dns",)),
    (2, "client-settings", ("carrier-pigeon", "--host", "mail.moj.gov.vn")),
    (2, "directory", ()),
    (2, "form", ()),
    (2, "form", ("atlantis",)),
    (2, "form", ("thanh_hoa", "--into", "nowhere")),
    (2, "handover", ()),
    (2, "handover", ("open", "x.age")),
    (2, "intake", ()),
    (2, "intake", ("x.xlsx", "--same", "a-0001")),
    (2, "intake", ("x.xlsx", "--encoding", "klingon")),
    (1, "intake", ("nothing.xlsx",)),
    (2, "reissue", ()),
    (2, "reissue", ("a-0001", "--missing", "thanh_hoa")),
    (2, "schema", ("nothing",)),
    (2, "undo", ()),
    (2, "undo", ("nowhere",)),
    (2, "validate", ("nowhere",)),
    (1, "demo", ("--fast",)),
    (1, "setup", ("--fast",)),
    (1, "test", ("fast",)),
    (1, "screenshots", ()),
    (1, "lab", ("fly",)),
)


def faces(stage: Stage) -> None:
    """Help, wrong calls, schemas, and the documentation of modules and roles."""
    for script in _WITH_HELP:
        stage.say(f"help/{script}", script, "--help")
        # Only that of the directory has two languages.
        verbs = _VERBS.get(script, ()) if stage.whole or script == "directory" else ()
        for verb in verbs:
            stage.say(f"help/{script}-{verb}", script, verb, "--help")
    for number, (status, script, arguments) in enumerate(_WRONG, 1):
        if stage.whole or script in _SPEAKING:
            stage.say(f"wrong/{number:02}-{script}", script, *arguments, status=status)
    for which in ("inventory", "change") if stage.whole else ():
        stage.say(f"schema-{which}", "schema", which)
    for kind in ("dns", "thunderbird"):
        stage.say(f"client-settings-{kind}", "client-settings", kind, "--host", "mail.moj.gov.vn")
    stage.say("validate-centre", "validate", "inventory/lab")


def documentation(stage: Stage) -> None:
    """What ansible-doc tells of the modules and the roles; it is in English alone."""
    modules = sorted(path.stem for path in (stage.tree / "library").glob("[!_]*.py"))
    doc = stage.tree / ".venv" / "bin" / "ansible-doc"
    stage.keep("modules", (doc, "-t", "module", *modules), 0, {})
    roles = stage.tree / "roles"
    names = sorted(path.parents[1].name for path in roles.glob("*/meta/argument_specs.yml"))
    stage.keep("roles", (doc, "-t", "role", "-r", roles, *names), 0, {})
    stage.keep("callback", (doc, "-t", "callback", "hopthu"), 0, {})
    stage.say("help-bench", "bench", "--help")


def forms(stage: Stage) -> None:
    """The registration forms of the tests, one after the other and together; empty forms."""
    folder = stage.tree / "tests" / "forms"
    (stage.root / "forms").mkdir()
    for path in sorted(folder.iterdir()):
        if ".truth." not in path.name:
            shutil.copy(path, stage.root / "forms" / path.name)
    into = ("--into", "inventory/lab")
    answer = ("--contact", "ông An, 04.6273", "--reply-by", "2008-12-01")
    reports = ("--report", "report.md", "--json", "report.json")
    stage.say("form-of-nobody", "form", "38", *into, "-o", "before.xlsx")
    stage.say("all", "intake", "forms", *into, *answer, *reports, status=1)
    _keep(stage, "all")
    stage.say("all-again", "intake", "forms", *into, *reports, status=1)
    _keep(stage, "all-again")
    good = ("--accept-good", "--outbox", "outbox-good")
    bad_forms = ("forms/24_bac_giang.xlsx", "forms/mixed_fonts.xls")
    stage.say("accept-good", "intake", *bad_forms, *into, *good, *reports, status=1)
    _keep(stage, "accept-good", outbox="outbox-good")
    stage.say("validate", "validate", "inventory/lab")
    _questions(stage)
    _reallocate(stage)
    for province in ("thanh_hoa", "Đắk Lắk", "51"):
        stage.say(f"form-{province}", "form", province, *into)
    stage.say("form-exists", "form", "thanh_hoa", *into, status=2)
    stage.say("form-mailboxes", "form", "thanh_hoa", *into, "--mailboxes", "-o", "boxes.xlsx")
    for path in sorted(stage.root.glob("*.xlsx")):
        stage.files(f"empty-forms/{path.name}", path)
    stage.say("form-empty-taken", "intake", "before.xlsx", *into, status=1)


def _keep(stage: Stage, name: str, outbox: str = "outbox") -> None:
    """What an intake leaves."""
    stage.files(f"{name}-inventory", stage.lab)
    stage.files(f"{name}-outbox", outbox)
    stage.files(f"{name}-report.md", "report.md")
    stage.files(f"{name}-report.json", "report.json")


# Somebody known without a date; two who are like somebody known; a wish that cannot be met.
_QUESTIONS = """\
Thi hành án dân sự tỉnh Thanh Hóa;;;;;;
STT;Họ và tên;Ngày sinh;Chức vụ;Đơn vị;Điện thoại;Địa chỉ thư điện tử
1;Lê Ánh Hồng;;Trưởng Thi hành án dân sự;Thi hành án dân sự tỉnh Thanh Hóa;;
2;Ứng Hoè Sớn;18/10/1982;Chấp hành viên;Thi hành án dân sự tỉnh Thanh Hóa;;
3;Nguyễn Bảo Toàn;;Chấp hành viên;Thi hành án dân sự thị xã Bỉm Sơn;;
4;Người Hoàn Toàn Mới;2/3/1971;Bảo vệ kiêm lái xe;Thi hành án dân sự tỉnh Thanh Hóa;0912;postmaster
5;Lê Văn Anh Hồng;5/6/1979;Kế toán viên;Thi hành án dân sự thị xã Bỉm Sơn;0912345678;anhhong
"""


# TCVN3, and VIQR, as somebody pasted them from a letter.
_OLD_TEXT = """\
Thi hành án dân sự tỉnh Thanh Hóa;;;;
STT;Họ và tên;Ngày sinh;Chức vụ;Đơn vị
1;NguyÔn V¨n An;1/2/1970;Kế toán viên;Thi hành án dân sự tỉnh Thanh Hóa
2;Tra^`n Va(n Bi`nh;1/2/1971;Kế toán viên;Thi hành án dân sự tỉnh Thanh Hóa
3;Cao;1/2/1972;Bảo vệ;Thi hành án dân sự tỉnh Thanh Hóa
"""


def _questions(stage: Stage) -> None:
    """Rows that intake asks about, and its answers."""
    form = stage.root / "38_hoi.csv"
    form.write_text(_QUESTIONS, encoding="utf-8")
    into = ("--into", "inventory/lab", "--outbox", "outbox-questions")
    stage.say("questions-bad", "intake", form.name, *into, status=1)
    form.write_text(_QUESTIONS.replace("0912;", ";"), encoding="utf-8")
    stage.say("questions", "intake", form.name, *into, status=1)
    same = ("--same", "thanh-hoa-0003", "--row", f"{form.name}:4")
    new = ("--new", "--row", f"{form.name}:5")
    wrong = ("--new", "--row", "x.csv:99")
    stage.say("answered-wrong", "intake", form.name, *into, *same, *wrong, status=2)
    stage.say("answered", "intake", form.name, *into, *same, *new)
    stage.say("answered-again", "intake", form.name, *into)
    for encoding in ("", "tcvn3", "viqr"):
        old = stage.root / f"old-{encoding}.csv"
        old.write_text(_OLD_TEXT, encoding="utf-8")
        given = ("--encoding", encoding) if encoding else ()
        stage.say(f"encoding-{encoding}", "intake", old.name, *into, *given, status=1)
    _keep(stage, "questions", outbox="outbox-questions")


def _reallocate(stage: Stage) -> None:
    """Two pull requests gave two people one id and one address."""
    people = "provinces/quang_ngai/people.yml"
    text = (stage.lab / people).read_text(encoding="utf-8")
    first = text.partition("  - id: quang-ngai-0002")[0].partition("  - id: ")[2]
    twin = "  - id: " + first.replace("quang-ngai-0001", "quang-ngai-0002")
    stage.put(people, text + twin.replace("name: ", "name: Lý "))
    stage.say("doubled", "validate", "inventory/lab", status=2)
    into = ("--reallocate", "--into", "inventory/lab")
    stage.say("reallocate-nobody", "intake", *into, "--keep", "quang-ngai-9999", status=2)
    stage.say("reallocate", "intake", *into)
    stage.files("reallocate-people.yml", stage.lab / people)
    stage.say("reallocate-again", "intake", *into)


def validation(stage: Stage) -> None:
    """Inventories that are good, that cannot be read, and that contradict themselves."""
    empty = stage.root / "inventory" / "empty"
    (empty / "provinces").mkdir(parents=True)
    (empty / "group_vars").symlink_to("../../group_vars")
    stage.both("empty", "validate", empty, status=2)
    write_ministry(stage)
    stage.both("good", "validate", "inventory/lab")
    records = shutil.copytree(stage.lab / "provinces", stage.root / "good")
    break_files(stage)
    stage.both("files", "validate", "inventory/lab", status=2)
    stage.both("files-form", "form", "thanh_hoa", status=2)
    shutil.rmtree(stage.lab / "provinces")
    shutil.copytree(records, stage.lab / "provinces")
    break_meaning(stage)
    stage.both("keys", "validate", "inventory/lab", status=2)
    (stage.lab / "provinces" / "nobody" / "handover.yml").unlink()
    stage.edit("provinces/nobody/people.yml", "mail_host: nowhere", "mail_host: mail9.moj.gov.vn")
    stage.both("meaning", "validate", "inventory/lab", status=2)
    shutil.rmtree(stage.lab / "provinces" / "nobody")
    stage.edit("provinces/thanh_hoa/people.yml", "    mailbox: nguoi1.thanhhoa\n",
        '    mailbox: nguoi1.thanhhoa\n    state: left\n    since: "2008-11-15"\n')  # fmt: skip
    stage.both("notices", "validate", "inventory/lab")
    policy = stage.root / "group_vars" / "all" / "policy.yml"
    whole = policy.read_text(encoding="utf-8")
    for number, (old, new) in enumerate(_BAD_POLICIES, 1):
        policy.write_text(whole.replace(old, new, 1), encoding="utf-8")
        stage.both(f"policy-{number}", "validate", "inventory/lab", status=2)


_BAD_POLICIES = (
    ("domain: moj.gov.vn", "domain: not a domain\n  dominion: x"),
    ("form: full", "form: half"),
    ("staff: 6", "staff: many"),
    ("size: 3G", "size: 3X"),
    ('address: "canbo.{place}"', 'address: "canbo.{town}"'),
    ('due: "2008-11-20"', "due: soon"),
    ("masked: [telephone]", "masked: [everything]"),
)
_MERGE = """\
date: "2009-03-01"
by: Bộ trưởng
reason: Quyết định 300/QĐ-BTP
steps:
  - change: merge
    agencies: [thanh-hoa.tay]
    into: thanh-hoa.dong
    mailboxes: alias
  - change: found
    agency: thanh-hoa.khu-vuc-1
    name: Phòng Thi hành án dân sự khu vực 1 - Thanh Hóa
    kind: region
    parent: thanh-hoa
    managers: [thanh-hoa-0004]
  - change: split
    agency: quang-ngai
    people: [quang-ngai-0001]
    into: quang-ngai.dong
  - change: rename-agency
    agency: bac-giang
    name: Thi hành án dân sự tỉnh Hà Bắc
    mailbox: thads.habac
  - {change: retype, agency: bac-giang.dong, kind: region}
  - {change: recode, agency: bac-giang, code: "27"}
  - {change: leave, people: [quang-ngai-0002], cause: retired}
"""
_WRONG_CHANGE = """\
date: "2009-03-02"
by: Bộ trưởng
reason: Quyết định 301/QĐ-BTP
steps:
  - {change: merge, agencies: [nothing], into: thanh-hoa}
  - {change: abolish, agency: thanh-hoa.dong}
  - {change: explode, agency: thanh-hoa}
"""
_BY = ("--reason", "QĐ 12/QĐ-THADS", "--by", "Cục trưởng", "--date")


def changes(stage: Stage) -> None:
    """People move, are renamed, leave and return; agencies are reorganised; reports and undo."""
    write_ministry(stage, 10)
    stage.commit("The first records")
    said = ("change",)
    transfer = ("transfer", "thanh-hoa-0002", "--to", "quang-ngai", *_BY, "2009-01-05")
    stage.say("transfer-check", *said, *transfer, "--check")
    stage.say("transfer", *said, *transfer)
    stage.say("transfer-again", *said, *transfer, status=2)
    for name, status, arguments in _CHANGES:
        stage.say(name, *said, *arguments, status=status)
    stage.commit("Changes of people", "2009-02-20")
    _reorganised(stage)
    for name in ("log", "addresses"):
        stage.say(name, *said, name)
    stage.say("log-person", *said, "log", "thanh-hoa-0003")
    stage.say("log-nobody", *said, "log", "nobody-0001")
    day = ("--date", "2009-06-01")
    written = [f"--{kind}=addresses.{end}" for kind, end in _KINDS.items()]
    stage.say("addresses-all", *said, "addresses", *day, *written)
    stage.say("addresses-some", *said, "addresses", "quang_ngai", "thanh-hoa-0003", *day)
    stage.say("addresses-unknown", *said, "addresses", "nobody@example.org", *day, status=2)
    bundles = ("--bundles", "no-bundles")
    written = [f"--{kind}=due.{end}" for kind, end in _KINDS.items()]
    stage.say("due", *said, "due", "--days", "400", *day, *bundles, *written)
    stage.say("due-nothing", *said, "due", "--days", "0", "--date", "1999-01-01", *bundles)
    for path in sorted(stage.root.glob("*.*")):
        if path.suffix[1:] in _KINDS.values():
            stage.files(path.name, path)
    stage.files("inventory", stage.lab)


_KINDS = {"markdown": "md", "html": "html", "csv": "csv", "xlsx": "xlsx"}
_CUC = ("--name", "Đỗ Cúc", "--mailbox", "docuc.th")
_CHANGES: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("rename", 0, ("rename", "thanh-hoa-0003", "--name", "Lê Thị Mai", *_BY, "2009-01-06")),
    (
        "rename-keep", 0,
        ("rename", "thanh-hoa-0004", "--name", "Lê Thị Lan", "--keep-address", *_BY, "2009-01-07"),
    ),
    ("rename-wish", 0, ("rename", "thanh-hoa-0005", *_CUC, *_BY, "2009-01-08")),
    ("rename-taken", 2, ("rename", "thanh-hoa-0006", *_CUC, *_BY, "2009-01-08")),
    ("retitle", 0, ("retitle", "thanh-hoa-0006", "--title", "Thẩm tra viên", *_BY, "2009-01-09")),
    ("suspend", 0, ("suspend", "thanh-hoa-0007", "thanh-hoa-0008", *_BY, "2009-01-10")),
    ("suspend-nobody", 2, ("suspend", "nobody-0001", *_BY, "2009-01-10")),
    ("return", 0, ("return", "thanh-hoa-0007", "--to", "bac-giang", *_BY, "2009-01-11")),
    ("leave-managing", 2, ("leave", "quang-ngai-0001", "--cause", "retired", *_BY, "2009-01-12")),
    (
        "leave", 0,
        (
            *("leave", "quang-ngai-0001", "--cause", "retired", *_BY, "2009-01-12"),
            *("--manager", "quang-ngai=quang-ngai-0002"),
        ),
    ),
    ("return-late", 2, ("return", "quang-ngai-0001", *_BY, "2019-01-12")),
    ("managers", 0, ("managers", "bac-giang", "bac-giang-0002", *_BY, "2009-01-13")),
    ("managers-nobody", 2, ("managers", "bac-giang", "nobody-0001", *_BY, "2009-01-13")),
    ("transfer-nowhere", 2, ("transfer", "bac-giang-0002", "--to", "nowhere", *_BY, "2009-01-14")),
    ("undo", 0, ("undo", "0002", *_BY, "2009-01-15")),
    ("undo-unknown", 2, ("undo", "0099", *_BY, "2009-01-15")),
    ("resume-nothing", 0, ("resume",)),
)  # fmt: skip


def _reorganised(stage: Stage) -> None:
    """A change file by hand: previewed, completed, applied, turned round."""
    number = f"{len(list((stage.lab / 'changes').glob('*.yml'))) + 1:04}"
    stage.put(f"changes/{number}-sap-nhap.yml", _MERGE)
    documents = ("--markdown", "preview.md", "--html", "preview.html")
    stage.say("preview", "change", "preview", number, *documents, status=1)
    stage.say("apply-undecided", "change", "apply", number, status=2)
    stage.say("accept", "change", "accept", number)
    after = ("--markdown", "accepted.md", "--html", "accepted.html")
    stage.say("preview-accepted", "change", "preview", number, *after)
    stage.files("accepted.yml", stage.lab / "changes" / f"{number}-sap-nhap.yml")
    stage.say("apply-check", "change", "apply", number, "--check")
    stage.say("apply", "change", "apply", number)
    stage.say("apply-again", "change", "apply", number)
    stage.say("validate", "validate", "inventory/lab")
    stage.files("inventory-reorganised", stage.lab)
    stage.say("undo-check", "change", "undo", number, *_BY, "2009-04-01", "--check")
    stage.say("undo-reorganisation", "change", "undo", number, *_BY, "2009-04-01")
    wrong = stage.put("changes/0090-sai.yml", _WRONG_CHANGE)
    stage.say("preview-wrong", "change", "preview", "0090", status=2)
    stage.say("apply-wrong", "change", "apply", "0090", status=2)
    wrong.unlink()
    stage.say("apply-missing", "change", "apply", "0090", status=2)
