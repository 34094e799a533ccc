"""The playbook as an operator runs it: limits, results per province, languages, the way back."""

from __future__ import annotations

import re

from .world import World, foreign, play


def test_check_apply_and_rest(world: World) -> None:
    """Check writes nothing, apply writes what it showed, a second apply changes nothing."""
    check = play(world, "--limit", "thanh_hoa", "--check", "--diff")
    assert check.returncode == 0, check.stdout
    assert "Thanh Hóa: 6 people to add; " in check.stdout
    assert world.state() == {}
    apply = play(world, "--limit", "thanh_hoa")
    assert apply.returncode == 0, apply.stdout
    assert "Thanh Hóa: 6 people added; " in apply.stdout
    assert sum(dn.startswith("uid=") for dn in world.state()) == 6
    again = play(world, "--limit", "thanh_hoa", HOPTHU_LANG="vi")
    assert again.returncode == 0, again.stdout
    assert "changed=0" in again.stdout
    assert "không có gì phải làm" in again.stdout


def test_each_step_alone_does_what_the_whole_does(world: World) -> None:
    """The roles of the four steps, one after another, leave nothing for provision to do."""
    steps = world.root / "steps.yml"
    roles = "[agency_tree, accounts, mail_quotas, mail_aliases]"
    steps.write_text(f"- {{hosts: provinces, gather_facts: false, roles: {roles}}}\n")
    alone = play(world, playbook=steps)
    assert alone.returncode == 0, alone.stdout
    assert "Thanh Hóa, quotas: " in alone.stdout
    whole = play(world)
    assert whole.returncode == 0, whole.stdout
    assert "changed=0" in whole.stdout
    assert re.search(r"changed=[1-9]", whole.stdout) is None


def test_one_province_fails_and_the_others_do_not(world: World) -> None:
    """A stranger's entry in one province: that host fails, with the reason; the others change."""
    world.provision("bac_giang")
    world.modify(foreign(1))
    run = play(world)
    assert run.returncode == 2
    recap = {
        line.split()[0]: line for line in run.stdout.split("PLAY RECAP")[1].splitlines()[1:] if line
    }
    assert "failed=1" in recap["thanh_hoa"]
    assert "failed=0" in recap["quang_ngai"]
    assert "not hopthu's" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr


def test_wrong_password_is_one_clear_message(world: World) -> None:
    """The operator reads what is wrong and where; the password is nowhere, however verbose."""
    secret = "never-to-be-seen-9317"
    run = play(world, "-vvv", "-e", f"hopthu_bind_password={secret}", "--limit", "thanh_hoa")
    assert run.returncode == 2
    shown = run.stdout + run.stderr
    assert "Traceback" not in shown
    assert world.slapd.uri in shown
    assert secret not in shown.replace(f"hopthu_bind_password={secret}", "")


def test_undo_restores_the_directory(world: World) -> None:
    """What a run left as undo.ldif takes the directory back to what it was."""
    world.provision("quang_ngai")
    before = world.state()
    world.person("quang_ngai", 2)["title"] = "Thẩm tra viên"
    world.person("quang_ngai", 3)["phone"] = "055.3822123"
    world.people["quang_ngai"].append(
        {**world.person("quang_ngai", 1), "id": "quang-ngai-0099", "mailbox": "moi"}
    )
    world.save()
    runs = world.root / "runs"
    world.run("accounts", "quang_ngai", artifacts=runs)
    assert world.state() != before
    folder = next(runs.iterdir())
    assert len((folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()) == 3
    world.modify((folder / "undo.ldif").read_text(encoding="utf-8"))
    assert world.state() == before


def test_a_mail_server_that_is_away_stops_nothing(world: World) -> None:
    """All roles run to their end; what could not be asked is told."""
    world.provision("quang_ngai")
    world.person("quang_ngai", 1)["quota"] = "500M"
    world.save()
    servers = world.root / "servers.yml"
    away = "mail9: {ansible_host: 127.0.0.9, ansible_port: 1}"
    servers.write_text(f"all: {{children: {{mail_servers: {{hosts: {{{away}}}}}}}}}\n")
    run = play(world, "-i", str(servers), "--limit", "quang_ngai")
    assert run.returncode == 0, run.stdout
    assert "Quảng Ngãi: 1 person changed   (6 now)" in run.stdout
    assert "1 mailboxes get less, and what they hold is not known (mail9: " in run.stdout
    report = play(world, "-i", str(servers), playbook="quota_report")
    assert report.returncode == 2
    assert "no mail server told what the mailboxes hold (mail9: " in report.stdout
