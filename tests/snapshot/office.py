"""What the office reads: first passwords, logins, the board, guides, how full mailboxes are."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime

from .samples import write_ministry
from .servers import add_mail_server, note_login
from .stage import Stage

_PEOPLE = "ou=people,dc=moj,dc=gov,dc=vn"
_OWN = "mot-mat-khau-dai"
_BOARD = ("report.yml", "-e", "hopthu_report_date=2008-11-25")


def handover(stage: Stage) -> None:
    """First passwords of one province: made, opened, handed over, used; letters to the others."""
    write_ministry(stage)
    stage.start_directory()
    into = ("--into", "inventory/lab")
    stage.both("status-none", "handover", "status", *into)
    # A key of one's own needs a terminal, where its passphrase is typed.
    stage.both("key-no-terminal", "handover", "key", "-o", "handover.key", status=2)
    public = _make_key(stage, "handover.key")
    stage.both("key-exists", "handover", "key", "-o", "handover.key", status=2)
    _give_key(stage, "thanh_hoa", public)
    stage.play("check", "provision.yml", "--check", "--diff")
    stage.play("apply", "provision.yml", HOPTHU_LANG="vi")
    bundle = _newest_bundle(stage)
    stage.say("open", "handover", "open", bundle, "--key", "handover.key", "--into", "slips",
        HOPTHU_LANG="vi")  # fmt: skip
    slips = json.loads((stage.root / "slips" / "slips.json").read_text(encoding="utf-8"))["slips"]
    stage.hide({slip["password"]: "FIRST-PASSWORD" for slip in slips})
    stage.files("slips", "slips")
    stage.both("open-again", "handover", "open", bundle, "--key", "handover.key", "--into", "slips",
        status=2)  # fmt: skip
    _make_key(stage, "other.key")
    stage.both("open-other-key", "handover", "open", bundle, "--key", "other.key", status=2)
    stage.both("status", "handover", "status", *into)
    _receipts(stage, bundle.removesuffix(".age").rpartition("/")[2])
    _logins(stage)
    _reissue(stage, public)
    stage.files("bundles", stage.lab / "handover")
    stage.files("runs", stage.lab / "runs")
    stage.dump("directory")


def _make_key(stage: Stage, name: str) -> str:
    """Write a private key as age-keygen does; returns the public one."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    (stage.root / name).write_text(f"{identity}\n", encoding="ascii")
    return str(identity.to_public())


def _give_key(stage: Stage, province: str, public: str) -> None:
    """Name a public key for a province."""
    text = f"keys:\n  - name: Ứng Hoè Sơn\n    key: {public}\n"
    stage.put(f"provinces/{province}/handover.yml", text)


def _newest_bundle(stage: Stage) -> str:
    return str(max((stage.lab / "handover").glob("*.age")).relative_to(stage.root))


def _receipts(stage: Stage, bundle: str) -> None:
    """Who has which slips."""
    into, to = ("--into", "inventory/lab"), ("--to", "Bà Lan")
    some = ("thanh-hoa-0002", "thanh-hoa-0003")
    stage.say("receipt", "handover", "receipt", bundle, *some, *to, *into, "--on", "2008-11-25")
    for name, arguments in {
        "unknown-bundle": ("nothing", *to),
        "unknown-person": (bundle, "nobody-0001", *to),
        "bad-day": (bundle, *to, "--on", "yesterday"),
    }.items():
        stage.both(f"receipt-{name}", "handover", "receipt", *arguments, *into, status=2)
    stage.say("receipt-all", "handover", "receipt", bundle, *to, *into, HOPTHU_LANG="vi")
    stage.both("receipt-none-left", "handover", "receipt", bundle, *to, *into, status=2)
    stage.both("status-handed", "handover", "status", *into)


def _logins(stage: Stage) -> None:
    """Two log in with a password of their own; who has not is counted, named and reminded."""
    into = ("--into", "inventory/lab")
    _note_logins(stage)
    stage.say("logins-none", "handover", "logins", *into)
    for person in ("thanh-hoa-0001", "thanh-hoa-0002"):
        log_in(stage, person)
    _note_logins(stage, "thanh-hoa-0001", "thanh-hoa-0002")
    stage.both("logins", "handover", "logins", *into)
    files = ("--csv", "logins.csv", "--markdown", "logins.md")
    stage.both("logins-province", "handover", "logins", "thanh_hoa", *into, *files)
    for name in ("logins.csv", "logins.md"):
        stage.files(name, name)
    stage.both("logins-unknown", "handover", "logins", "atlantis", *into, status=2)
    terms = (
        *("--reply-by", "2008-12-15", "--signer", "Nguyễn Văn A", "--on", "2008-11-27"),
        *("--number", "12/THADS-VP", "--post", "TL. CỤC TRƯỞNG", "--post", "CHÁNH VĂN PHÒNG"),
    )
    stage.say("remind", "handover", "remind", "thanh_hoa", "quang_ngai", *into, *terms)
    stage.both("remind-again", "handover", "remind", *into, status=2)
    stage.say("remind-open", "handover", "remind", *into, "--letters", "letters", HOPTHU_LANG="vi")
    stage.files("letters", stage.lab / "letters")
    stage.files("letters-open", "letters")
    stage.both("due", "change", "due", *into, "--days", "30")


def _note_logins(stage: Stage, *people: str) -> None:
    """What a mail host would have told: these people logged in just now, and nobody else."""
    now = datetime.now(UTC).isoformat()
    told = {
        "format": 1,
        "asked": {"mail1": now},
        "silent": {},
        "logins": dict.fromkeys(people, now),
    }
    path = stage.lab / "report" / "logins.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(told), encoding="utf-8")


def log_in(stage: Stage, person: str) -> None:
    """Give somebody a password of their own and use it, as a mail program does."""
    dn = f"uid={person},{_PEOPLE}"
    stage.modify(
        f"dn: {dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: {_OWN}\n-\n"
        "replace: pwdReset\n"
    )
    stage.do("ldapwhoami", "-x", "-H", stage.uri, "-D", dn, "-w", _OWN)


def _reissue(stage: Stage, public: str) -> None:
    """New first passwords, for somebody who lost theirs and for a province without any."""
    stage.say("reissue-check", "reissue", "--check", "thanh-hoa-0003")
    stage.say("reissue", "reissue", "thanh-hoa-0003", "thanh-hoa-0002")
    stage.both("reissue-nobody", "reissue", "nobody-0001", status=2)
    stage.both("reissue-no-province", "reissue", "--missing", "atlantis", status=2)
    stage.say("reissue-no-key", "reissue", "--missing", "quang_ngai", status=2, HOPTHU_LANG="vi")
    _give_key(stage, "quang_ngai", public)
    stage.say("reissue-missing", "reissue", "--missing", "quang_ngai", HOPTHU_LANG="vi")
    stage.say("reissue-missing-again", "reissue", "--missing", "quang_ngai")
    stage.say("status-reissued", "handover", "status", "--into", "inventory/lab")


def board(stage: Stage) -> None:
    """The board of the rollout, of records in git, and its letters; how full mailboxes are."""
    write_ministry(stage)
    late = stage.root / "late"
    late.mkdir()
    for province in ("quang_ngai", "thanh_hoa"):
        shutil.move(stage.lab / "provinces" / province, late / province)
    stage.commit("Forms that came in time")
    for province in ("quang_ngai", "thanh_hoa"):
        shutil.move(late / province, stage.lab / "provinces" / province)
    stage.commit("Forms that came late", "2008-11-24")
    stage.play("no-directory", *_BOARD, "--check", HOPTHU_LANG="vi")
    stage.start_directory()
    stage.play("provision", "provision.yml", "--limit", "trung_uong,bac_giang,quang_ngai")
    stage.play("check", *_BOARD, "--check", "--diff")
    stage.play("report", *_BOARD, HOPTHU_LANG="vi")
    stage.files("board", stage.lab / "report")
    stage.play("again", *_BOARD)
    limited = ("quota_report.yml", "--limit", "thanh_hoa")
    stage.play("quota-no-server", *limited, status=2, HOPTHU_LANG="vi")
    add_mail_server(stage)
    for person in ("bac-giang-0001", "quang-ngai-0002"):
        note_login(stage, person)
    stage.play("quota", "quota_report.yml")
    stage.play("quota-limited", *limited, HOPTHU_LANG="vi")
    stage.play("with-mail-server", *_BOARD, "--diff")
    stage.files("board-with-mail-server", stage.lab / "report")
    stage.files("runs", stage.lab / "runs")
    stage.play("bad-day", "report.yml", "-e", "hopthu_report_date=tomorrow", status=2,
        HOPTHU_LANG="vi")  # fmt: skip


def guides(stage: Stage) -> None:
    """The guides for users and managers, as pages and on paper."""
    host = ("-e", "guides_mail_host=mail1.moj.gov.vn")
    stage.play("guides", "guides.yml", *host)
    stage.files("guides", stage.lab / "guides")
    stage.play("again", "guides.yml", *host, HOPTHU_LANG="vi")
    policy = stage.root / "group_vars" / "all" / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("shortest: 10", "shortest: 12", 1), encoding="utf-8")
    stage.play("changed", "guides.yml", *host, "--check", "--diff", HOPTHU_LANG="vi")
