"""What a run leaves: the plan, audit lines and the way back, for its owner alone."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from hopthu.provision.applying.artifacts import Artifacts
from hopthu.provision.applying.undo import undo_ldif
from hopthu.provision.desired.subject import Desired
from hopthu.provision.plan.change import Action, Change, FieldChange
from hopthu.provision.plan.document import markdown, plan_data
from hopthu.provision.plan.plan import Plan
from hopthu.servers.directory.entry import Entry
from hopthu.servers.directory.operation import Add, Modify
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


class TestUndo:
    """LDIF that brings back what was."""

    def test_the_last_change_goes_first(self) -> None:
        """What was added is deleted, what was changed is what it was; odd values in base64."""
        text = undo_ldif([plan(ADDED), plan(CHANGED)])
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
        file.write_text(undo_ldif([plan(ADDED, CHANGED)]), encoding="utf-8")
        command = ["ldapmodify", "-n", "-v", "-f", str(file)]
        answer = subprocess.run(command, capture_output=True, check=True, timeout=20)
        said = answer.stdout.decode("utf-8", "replace")
        assert "replace title" in said
        assert f'!modifying entry "{DN}"' in said
        assert '!deleting entry "ou=Sở,dc=moj"' in said


class TestArtifacts:
    """The folder of a run."""

    def test_the_plan_is_there_before_apply(self, tmp_path: Path) -> None:
        """As JSON and Markdown, for the owner alone; the other two come after."""
        plans = [plan(CHANGED), plan(province="nghe_an")]
        folder = Artifacts(tmp_path / "runs", plans).folder
        assert folder.name.endswith("Z-accounts")
        assert {path.name for path in folder.iterdir()} == {"plan.json", "plan.md"}
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
        data = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        assert data == [plan_data(one) for one in plans]
        assert (folder / "plan.md").read_text(encoding="utf-8") == markdown(plans)

    def test_every_change_has_an_audit_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who, when, which commit and plan, before and after."""
        monkeypatch.setattr(getpass, "getuser", lambda: "an")
        artifacts = Artifacts(tmp_path, [plan(ADDED, CHANGED)])
        artifacts.record([plan(ADDED, CHANGED)], tmp_path)
        text = (artifacts.folder / "audit.jsonl").read_text(encoding="utf-8")
        first, second = map(json.loads, text.splitlines())
        assert first["time"].endswith("+00:00")
        del first["time"]
        assert first == {
            "who": "an",
            "commit": "",
            "plan": plan(ADDED, CHANGED).digest,
            "province": "thanh_hoa",
            "action": "add",
            "fingerprint": ADDED.fingerprint,
            "dn": "ou=Sở,dc=moj",
            "before": {},
            "after": {"ou": ["Sở"]},
        }
        assert second["before"]["telephoneNumber"] == []
        assert second["after"] == {"title": ["x"], "telephoneNumber": ["037"]}
        assert (artifacts.folder / "undo.ldif").read_text(encoding="utf-8").startswith("version: 1")

    def test_the_commit_of_the_inventory(self, tmp_path: Path) -> None:
        """Where the inventory is in git, its commit is in the line."""
        git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
        head = subprocess.run(
            [*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
        )
        artifacts = Artifacts(tmp_path / "runs", [plan(ADDED)])
        artifacts.record([plan(ADDED)], tmp_path)
        line = json.loads((artifacts.folder / "audit.jsonl").read_text(encoding="utf-8"))
        assert line["commit"] == head.stdout.strip()

    def test_without_git_the_line_is_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A machine without git has audit lines too."""
        monkeypatch.setenv("PATH", str(tmp_path))
        artifacts = Artifacts(tmp_path / "runs", [plan(ADDED)])
        artifacts.record([plan(ADDED)], tmp_path)
        assert '"commit": ""' in (artifacts.folder / "audit.jsonl").read_text(encoding="utf-8")

    @pytest.mark.parametrize("error", [KeyError("uid"), OSError("no username")])
    def test_a_number_without_a_name(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        """In a container the number stands for the name; the audit is not lost over it."""

        def nobody() -> str:
            raise error

        monkeypatch.setattr(getpass, "getuser", nobody)
        artifacts = Artifacts(tmp_path, [plan(ADDED)])
        artifacts.record([plan(ADDED)], tmp_path)
        line = json.loads((artifacts.folder / "audit.jsonl").read_text(encoding="utf-8"))
        assert line["who"] == str(os.getuid())

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        """Said before anything is applied, with the way out."""
        (tmp_path / "file").touch()
        with pytest.raises(HopthuError, match="cannot write here"):
            Artifacts(tmp_path / "file" / "runs", [plan(ADDED)])

    def test_a_file_that_cannot_be_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A full disk too."""

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "open", full)
        with pytest.raises(HopthuError, match="No space left on device"):
            Artifacts(tmp_path, [plan(ADDED)])
