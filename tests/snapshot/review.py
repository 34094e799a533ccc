"""From a change in git to the directory, and the way back; how mailboxes end."""

from __future__ import annotations

from pathlib import Path

from .samples import write_ministry
from .servers import add_mail_server
from .stage import Stage

_LAB = "inventory/lab"
_PROBE = ("probe.yml", "-e", "hopthu_probe=nguoi3.thanhhoa,thads.thanhhoa")
_PEOPLE = "ou=people,dc=moj,dc=gov,dc=vn"


def ci(stage: Stage) -> None:
    """Plans for a review, their apply, drift, and the undo of an apply."""
    write_ministry(stage)
    stage.commit("The first records")
    stage.say("no-directory", "ci", "plan", _LAB, "--all", status=2)
    stage.start_directory()
    if stage.whole:
        _plan(stage, "first", "--all", status=1)
        _apply(stage, "first-apply", "review-first")
    else:
        stage.play("first", "provision.yml", "-e", "hopthu_artifacts=")
    _change(stage)
    _plan(stage, "change", "--base", "HEAD^1", status=1)
    _plan(stage, "expected", "--base", "HEAD^1", "--expect", "0000 0000", status=3)
    if stage.whole:
        _plan(stage, "nothing", "--province", "quang_ngai")
        _plan(stage, "unknown-base", "--base", "no-such-branch", status=2)
        _plan(stage, "unknown-province", "--province", "atlantis", status=2)
    _changed_by_hand(stage)
    stage.files("runs", stage.lab / "runs")
    stage.dump("directory")
    _undo(stage)
    _refused(stage)


def _changed_by_hand(stage: Stage) -> None:
    """Between review and apply somebody changes what is to be changed; then it is planned anew."""
    reviewed = ("-e", f"hopthu_reviewed={stage.root}/review-change/plan.json")
    if stage.whole:
        stage.play("reviewed", "provision.yml", "--check", *reviewed)
    _retitle(stage, "thanh-hoa-0003", "Thư ký")
    if stage.whole:
        stage.play("not-reviewed", "provision.yml", "--check", *reviewed, status=2)
    _apply(stage, "stopped", "review-change", status=3)
    _drift(stage, "drift", status=1)
    _plan(stage, "after-hand", "--base", "HEAD^1", status=1)
    _apply(stage, "apply", "review-after-hand")


def _plan(stage: Stage, name: str, *arguments: object, status: int = 0) -> None:
    into = f"review-{name}"
    stage.say(name, "ci", "plan", _LAB, "--into", into, *arguments, status=status)
    if (stage.root / into).exists():
        stage.files(f"{name}-review", into)


def _apply(stage: Stage, name: str, planned: str, status: int = 0) -> None:
    into = f"review-{name}"
    plan = ("--plan", f"{planned}/plan.json")
    stage.say(name, "ci", "apply", _LAB, "--into", into, *plan, status=status)
    stage.files(f"{name}-review", into)


def _drift(stage: Stage, name: str, status: int = 0) -> None:
    into = f"review-{name}"
    stage.say(name, "ci", "drift", _LAB, "--into", into, "--no-servers", status=status)
    stage.files(f"{name}-review", into)


def _change(stage: Stage) -> None:
    """A commit that concerns people of one province, their telephones and a list."""
    people = "provinces/thanh_hoa/people.yml"
    stage.edit(people, "title: Chấp hành viên", "title: Chấp hành viên trung cấp", 3)
    stage.edit(people, "037.387103", "037.999999")
    stage.edit("provinces/thanh_hoa/lists.yml", "[thanh-hoa-0003]", "[thanh-hoa-0001]")
    stage.commit("A change", "2008-11-20")


def _retitle(stage: Stage, person: str, title: str) -> None:
    """Somebody changes a title by hand in the directory."""
    stage.modify(
        f"dn: uid={person},{_PEOPLE}\nchangetype: modify\nreplace: title\ntitle: {title}\n"
    )


def _undo(stage: Stage) -> None:
    """The last apply is shown and taken back; what somebody changed since is not."""
    folder = max(stage.lab.glob("runs/*-apply"))
    run = folder.relative_to(stage.root)
    stage.say("undo-check", "undo", run, status=1)
    _retitle(stage, "thanh-hoa-0002", "Thư ký")
    stage.say("undo-changed-since", "undo", run, "--apply", status=3)
    _retitle(stage, "thanh-hoa-0002", "Chấp hành viên trung cấp")
    stage.say("undo", "undo", run, "--apply")
    stage.dump("undo-directory")
    if not stage.whole:
        return
    stage.say("undo-again", "undo", run, "--apply")
    first = min(stage.lab.glob("runs/*-apply")).relative_to(stage.root)
    stage.say("undo-all-refused", "undo", first, status=3)
    _drift(stage, "drift-undone", status=1)


def _refused(stage: Stage) -> None:
    """A province that is lost, people over the limit, records that do not hold together."""
    people = "provinces/thanh_hoa/people.yml"
    text = (stage.lab / people).read_text(encoding="utf-8")
    stage.put(people, text.replace("    mailbox: ", "    state: suspended\n    mailbox: "))
    stage.commit("Too many", "2008-11-21")
    _plan(stage, "over-limit", "--base", "HEAD^1", status=3)
    _plan(stage, "override", "--base", "HEAD^1", "--override", "suspend=6", "--override", "close=9",
        status=1)  # fmt: skip
    if stage.whole:
        stage.put(people, text.replace("agency: thanh-hoa\n", "agency: nowhere\n", 1))
        stage.commit("Broken", "2008-11-22")
        _plan(stage, "broken", "--base", "HEAD^1", status=2)
    stage.put(people, text)
    stage.do("git", "rm", "-r", "--quiet", f"{_LAB}/provinces/bac_giang")
    stage.commit("Lost", "2008-11-23")
    _plan(stage, "lost", "--base", "HEAD^1", status=3)
    _drift(stage, "drift-strangers", status=1)


def endings(stage: Stage) -> None:
    """Leavers whose time is over, on a mail server that always says yes; the probe of servers."""
    write_ministry(stage, 10)
    stage.start_directory()
    stage.play("apply", "provision.yml")
    people = "provinces/thanh_hoa/people.yml"
    text = (stage.lab / people).read_text(encoding="utf-8")
    for number in (6, 7, 10):
        mailbox = f"    mailbox: nguoi{number}.thanhhoa\n"
        since = "2008-01-02" if number < 10 else "2098-11-20"
        text = text.replace(mailbox, f'{mailbox}    state: left\n    since: "{since}"\n')
    stage.put(people, text)
    stage.play("leave", "provision.yml")
    stage.play("retire-no-server", "retire.yml", status=2, HOPTHU_LANG="vi")
    stage.play("probe-no-server", *_PROBE, HOPTHU_LANG="vi")
    add_mail_server(stage)
    stage.play_both("retire-check", "retire.yml", "--check", "--diff")
    before = _runs(stage)
    stage.play("retire", "retire.yml", "--limit", "thanh_hoa", HOPTHU_LANG="vi")
    stage.play("retire-again", "retire.yml")
    stage.dump("retired-directory")
    (run,) = [path for path in _runs(stage) - before if (path / "undo.ldif").exists()]
    stage.both("undo-retire", "undo", run, status=1)
    stage.say("undo-retire-apply", "undo", run, "--apply")
    _full_mailboxes(stage)
    _mail_hosts(stage)
    stage.play_both("probe", *_PROBE, status=2)
    stage.play("probe-unknown", "probe.yml", "-e", "hopthu_probe=nobody", status=2)
    stage.files("runs", stage.lab / "runs")
    stage.dump("directory")


def _runs(stage: Stage) -> set[Path]:
    return set((stage.lab / "runs").iterdir())


def _full_mailboxes(stage: Stage) -> None:
    """A quota below what a mailbox holds; the option that lets it be."""
    stage.edit("provinces/thanh_hoa/people.yml", "    quota: 4G\n", "")
    limit = ("--limit", "thanh_hoa")
    stage.play("shrink-refused", "provision.yml", *limit, "--check", status=2, HOPTHU_LANG="vi")
    stage.play("shrink", "provision.yml", *limit, "-e", "hopthu_override=shrink=1")


def _mail_hosts(stage: Stage) -> None:
    """A host for everybody, and one that is none; moving itself needs hosts."""
    policy = stage.root / "group_vars" / "all" / "policy.yml"
    text = policy.read_text(encoding="utf-8")
    hosts = 'mail_hosts:\n    default: "'
    for language, host, status in (("en", "mail1", 0), ("vi", "mail9", 2)):
        there = text.replace(f'{hosts}"', f'{hosts}{host}.moj.gov.vn"', 1)
        policy.write_text(there, encoding="utf-8")
        move = ("move_mailboxes.yml", "--check", "--diff")
        stage.play(f"move-to-{host}", *move, status=status, HOPTHU_LANG=language)
    policy.write_text(text, encoding="utf-8")
