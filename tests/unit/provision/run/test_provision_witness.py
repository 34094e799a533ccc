"""What a run leaves: the plan, audit lines and the way back, for its owner alone."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from hopthu.provision.applying.audit import lines_of, read_audit, run_of
from hopthu.provision.applying.undo import undo_ldif
from hopthu.provision.applying.witness import Witness, write
from hopthu.provision.belonging import is_mark
from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan import messages
from hopthu.provision.plan.change import Action, Change, FieldChange
from hopthu.provision.plan.document import markdown, plan_data
from hopthu.provision.plan.plan import Plan
from hopthu.servers.directory.entry import Entry, values_from_json
from hopthu.servers.directory.operation import Add, Delete, Modify, Rename
from hopthu.text.errors import HopthuError

DN = "uid=thanh-hoa-0003,ou=people,dc=moj"
SUBJECT = Desired(Entry(DN, {}), "thanh-hoa-0003", "Ứng Hoè Sơn", "son@moj", "thanh-hoa", "Kế toán")
ADDED = Change(Action.ADD, SUBJECT, (), Add("ou=Sở,dc=moj", {"ou": ("Sở".encode(),)}))
NASTY = (b" blank", b":colon", b"<less", b"end ", b"", b"a\nb", "Sơn".encode(), b"\xff", b"plain")
CHANGED = Change(
    Action.CHANGE,
    SUBJECT,
    (FieldChange("title", NASTY, (b"x",)), FieldChange("telephoneNumber", (), (b"037",))),
    Modify(DN, {"title": (b"x",), "telephoneNumber": (b"037",)}, b"csn"),
)


def plan(*changes: Change, province: str = "thanh_hoa") -> Plan:
    """Return a plan of accounts."""
    return Plan("accounts", province, "Thanh Hóa", changes, existing=1)


def witness_of(root: Path, plans: list[Plan]) -> Witness:
    """The witness of an apply of accounts, once it is on the disk."""
    witness = Witness(root, "accounts", plans, root, applied=True)
    witness.durable()
    return witness


def undo_of(plans: list[Plan]) -> str:
    """The way back from all changes of plans."""
    return undo_ldif([line for each in plans for line in lines_of(each, run_of(Path()))])


class TestUndo:
    """LDIF that brings back what was."""

    def test_a_password_has_no_way_back(self) -> None:
        """What a reissue took cannot come again; what else the run did can."""
        fields = (FieldChange("pwdReset", (), (b"TRUE",)),)
        reissue = Change(
            Action.REISSUE, SUBJECT, fields, Modify(DN, {"pwdReset": (b"TRUE",)}, b"c")
        )
        assert undo_of([plan(reissue)]) == "version: 1\n"
        assert undo_of([plan(CHANGED, reissue)]) == undo_of([plan(CHANGED)])

    def test_what_was_taken_away_is_made_again(self) -> None:
        """With all that it had, as a new entry."""
        fields = (FieldChange("objectClass", (b"top",), ()), FieldChange("uid", (b"x",), ()))
        gone = Change(Action.RETIRE, SUBJECT, fields, Delete(DN, b"csn"))
        block = [f"dn: {DN}", "changetype: add", "objectClass: top", "uid: x", ""]
        assert undo_of([plan(gone)]).splitlines()[2:] == block[:-1]

    def test_what_moved_goes_back(self) -> None:
        """From where it is now, to its old name below its old place."""
        old, new = "ou=bim-son,ou=thanh-hoa,dc=moj", "ou=bim-son,ou=thads,dc=moj"
        place = (FieldChange("dn", (old.encode(),), (new.encode(),)),)
        rename = Rename(old, "ou=bim-son", "ou=thads,dc=moj", b"csn")
        moved = Change(Action.MOVE, SUBJECT, place, rename)
        assert undo_of([plan(moved)]).splitlines()[2:] == [
            *(f"dn: {new}", "changetype: modrdn", "newrdn: ou=bim-son", "deleteoldrdn: 1"),
            "newsuperior: ou=thanh-hoa,dc=moj",
        ]

    def test_the_last_change_goes_first(self) -> None:
        """What was added is deleted, what was changed is what it was; odd values in base64."""
        text = undo_of([plan(ADDED), plan(CHANGED)])
        assert text == (
            "version: 1\n"
            "\n"
            f"dn: {DN}\n"
            "changetype: modify\n"
            "replace: title\n"
            "title:: IGJsYW5r\n"
            "title:: OmNvbG9u\n"
            "title:: PGxlc3M=\n"
            "title:: ZW5kIA==\n"
            "title: \n"
            "title:: YQpi\n"
            "title:: U8ahbg==\n"
            "title:: /w==\n"
            "title: plain\n"
            "-\n"
            "replace: telephoneNumber\n"
            "-\n"
            "\n"
            "dn:: b3U9U+G7nyxkYz1tb2o=\n"
            "changetype: delete\n"
        )

    def test_nothing_applied_is_nothing_to_undo(self) -> None:
        """The file is there and changes nothing."""
        assert undo_ldif([]) == "version: 1\n"

    @pytest.mark.skipif(not shutil.which("ldapmodify"), reason="needs ldap-utils")
    def test_ldapmodify_reads_it(self, tmp_path: Path) -> None:
        """The tool in an operator's hand understands every record; -n writes nothing."""
        file = tmp_path / "undo.ldif"
        file.write_text(undo_of([plan(ADDED, CHANGED)]), encoding="utf-8")
        command = ["ldapmodify", "-n", "-v", "-f", str(file)]
        answer = subprocess.run(command, capture_output=True, check=True, timeout=20)
        said = answer.stdout.decode("utf-8", "replace")
        assert "replace title" in said
        assert f'!modifying entry "{DN}"' in said
        assert '!deleting entry "ou=Sở,dc=moj"' in said


class TestWitness:
    """The folder of a run."""

    def test_all_is_there_before_apply(self, tmp_path: Path) -> None:
        """Plan, audit lines and the way back, for the owner alone, and marked as open."""
        plans = [plan(CHANGED), plan(province="nghe_an")]
        witness = witness_of(tmp_path / "runs", plans)
        folder = witness.folder
        assert folder.name.endswith("Z-accounts")
        names = {"plan.json", "plan.md", "audit.jsonl", "outcomes.jsonl", "undo.ldif", "open"}
        assert {path.name for path in folder.iterdir()} == names
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
        data = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        assert data == [plan_data(one) for one in plans]
        assert (folder / "plan.md").read_text(encoding="utf-8") == markdown(plans)
        audit = read_audit(folder / "audit.jsonl")
        assert not audit.written
        assert [line["fingerprint"] for line in audit.open] == [CHANGED.fingerprint]
        assert (folder / "undo.ldif").read_text(encoding="utf-8") == undo_of([plan(CHANGED)])

    def test_a_check_leaves_the_plan_alone(self, tmp_path: Path) -> None:
        """Nothing in it says that anything was done."""
        witness = Witness(tmp_path, "accounts", [plan(ADDED)], tmp_path, applied=False)
        assert {path.name for path in witness.folder.iterdir()} == {"plan.json", "plan.md"}

    def test_what_is_refused_has_no_line(self, tmp_path: Path) -> None:
        """It is in the plan, and nothing of it is about to be done."""
        refused = replace(plan(CHANGED), refusals=(messages.PROTECTED.at(id="x"),))
        witness = witness_of(tmp_path, [refused, plan(ADDED, province="nghe_an")])
        lines = read_audit(witness.folder / "audit.jsonl").open
        assert [line["province"] for line in lines] == ["nghe_an"]

    def test_every_change_has_an_audit_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who, when, which commit and plan, before and after; values that are no text whole."""
        monkeypatch.setattr(getpass, "getuser", lambda: "an")
        witness = witness_of(tmp_path, [plan(ADDED, CHANGED)])
        text = (witness.folder / "audit.jsonl").read_text(encoding="utf-8")
        first, second = map(json.loads, text.splitlines())
        assert first["time"].endswith("+00:00")
        del first["time"]
        assert first == {
            "who": "an",
            "commit": "",
            "plan": plan(ADDED, CHANGED).digest,
            "province": "thanh_hoa",
            "step": 1,
            "action": "add",
            "fingerprint": ADDED.fingerprint,
            "dn": "ou=Sở,dc=moj",
            "csn": "",
            "before": {},
            "after": {"ou": ["Sở"]},
        }
        assert second["csn"] == "csn"
        assert second["before"]["telephoneNumber"] == []
        assert second["before"]["title"][7] == {"base64": "/w=="}
        assert second["after"] == {"title": ["x"], "telephoneNumber": ["037"]}
        assert values_from_json(second["before"]["title"]) == NASTY

    def test_outcomes_follow(self, tmp_path: Path) -> None:
        """A line a province: what it says holds for all of its changes, and for no other's."""
        plans = [plan(CHANGED), plan(ADDED, province="nghe_an"), plan(ADDED, province="hue")]
        witness = witness_of(tmp_path, plans)
        witness.outcome(plans[0], 1, written=True)
        witness.outcome(plans[1], 1, written=False)
        audit = read_audit(witness.folder / "audit.jsonl")
        assert [line["province"] for line in audit.written] == ["thanh_hoa"]
        assert [line["province"] for line in audit.open] == ["hue"]
        assert not witness.settled()
        assert (witness.folder / "open").exists()
        witness.outcome(plans[2], 1, written=True)
        assert witness.settled()
        names = {path.name for path in witness.folder.iterdir()}
        assert names == {"plan.json", "plan.md", "audit.jsonl", "undo.ldif"}
        text = (witness.folder / "audit.jsonl").read_text(encoding="utf-8")
        lines = [json.loads(row) for row in text.splitlines()]
        told = [(line["province"], line["outcome"]) for line in lines]
        assert told == [("thanh_hoa", "written"), ("nghe_an", "not written"), ("hue", "written")]
        assert len(read_audit(witness.folder / "audit.jsonl").written) == 2

    def test_a_last_line_that_was_cut_off_tells_nothing(self, tmp_path: Path) -> None:
        """It is no outcome: the directory has to be asked."""
        one = plan(CHANGED)
        witness = witness_of(tmp_path, [one])
        witness.outcome(one, 1, written=True)
        noted = witness.folder / "outcomes.jsonl"
        noted.write_bytes(noted.read_bytes()[:-1])
        assert len(read_audit(witness.folder / "audit.jsonl").open) == 1

    def test_lines_of_former_versions_are_of_what_was_done(self, tmp_path: Path) -> None:
        """They were written after everything, so they need no outcome."""
        path = tmp_path / "audit.jsonl"
        told = {"plan": "1", "fingerprint": "2", "action": "add", "dn": "ou=x"}
        old = {**told, "before": {}, "after": {}}
        path.write_text(json.dumps(old) + "\n", encoding="utf-8")
        assert read_audit(path).written == [old]

    def test_the_commit_of_the_inventory(self, tmp_path: Path) -> None:
        """Where the inventory is in git, its commit is in the line."""
        git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
        head = subprocess.run(
            [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
        )
        witness = Witness(tmp_path / "runs", "accounts", [plan(ADDED)], tmp_path, applied=True)
        witness.durable()
        line = json.loads((witness.folder / "audit.jsonl").read_text(encoding="utf-8"))
        assert line["commit"] == head.stdout.strip()

    def test_without_git_the_line_is_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A machine without git has audit lines too."""
        monkeypatch.setenv("PATH", str(tmp_path))
        witness = witness_of(tmp_path, [plan(ADDED)])
        assert '"commit": ""' in (witness.folder / "audit.jsonl").read_text(encoding="utf-8")

    @pytest.mark.parametrize("error", [KeyError("uid"), OSError("no username")])
    def test_a_number_without_a_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        """In a container the number stands for the name; the audit is not lost over it."""

        def nobody() -> str:
            raise error

        monkeypatch.setattr(getpass, "getuser", nobody)
        witness = witness_of(tmp_path, [plan(ADDED)])
        line = json.loads((witness.folder / "audit.jsonl").read_text(encoding="utf-8"))
        assert line["who"] == str(os.getuid())

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        """Said before anything is applied, with the way out."""
        (tmp_path / "file").touch()
        with pytest.raises(HopthuError, match="cannot write here"):
            witness_of(tmp_path / "file" / "runs", [plan(ADDED)])

    def test_a_file_that_cannot_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A full disk too: whoever waits for the witness hears of it."""

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        witness = Witness(tmp_path, "accounts", [], tmp_path, applied=True)
        witness.durable()
        monkeypatch.setattr(os, "open", full)
        with pytest.raises(HopthuError, match="No space left on device"):
            write(witness.folder / "audit.jsonl", "x")


@pytest.mark.parametrize(
    ("name", "values", "is_one"),
    [
        ("description", (b"hopthu: moj 1",), True),
        ("description", (b"hopthu: moj 1", b"a note"), False),
        ("description", (b"a note",), False),
        ("title", (b"hopthu: moj 1",), False),
    ],
)
def test_the_mark_of_an_environment(name: str, values: tuple[bytes, ...], is_one: bool) -> None:
    """It alone says whose a directory is; what somebody wrote beside it is theirs."""
    assert is_mark(name, values) is is_one
