"""``scripts/environment``: a new one is whole, and the doctor finds every fault that is put in."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from hopthu.interfaces.commands.environments.__main__ import main
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.servers.lab.config import PROJECT

Output = pytest.CaptureFixture[str]
HOST = "ldap1.example.gov.vn"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of the invented ministry, with certificates of its own."""
    folder = tmp_path_factory.mktemp("new") / "env"
    assert main(["new", str(folder), "--catalogue", "example", "--own-authority"]) == 0
    return folder


@pytest.fixture
def made(shipped: Path, tmp_path: Path) -> Path:
    """A copy, to be spoilt."""
    return shutil.copytree(shipped, tmp_path / "env", symlinks=True)


def test_a_new_one_is_whole(made: Path, capsys: Output) -> None:
    """The doctor has nothing to say but of what is not on this machine; secrets are kept."""
    assert main(["doctor", str(made), "--offline"]) == 0, capsys.readouterr().out
    secrets = [*(made / "secrets").iterdir(), *(made / "certificates").glob("*.key")]
    assert len(secrets) == 7
    assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}
    subprocess.run(["git", "init", "-q"], cwd=made, check=True)
    subprocess.run(["git", "add", "-A"], cwd=made, check=True)
    kept = subprocess.check_output(["git", "ls-files"], cwd=made, text=True).split()
    assert "vocabulary.yml" in kept
    assert not [name for name in kept if name.startswith("secrets/") or name.endswith(".key")]


def test_it_says_what_comes_next(tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """Three steps, as one types them in this folder, and a pipeline if asked."""
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine", "--catalogue", "thads-2025", "--ci", "gitlab"]) == 0
    told = capsys.readouterr().out
    assert f"{PROJECT}/scripts/environment doctor mine" in told
    assert f"{PROJECT}/.venv/bin/ansible-playbook -i mine/hosts.yml" in told
    assert "regional offices" in told
    assert (tmp_path / "mine" / ".gitlab-ci.yml").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--catalogue", "example", "--domain", "no domain"], "is no domain"),
        (["--catalogue", "example", "--prefix", "Bộ"], "cannot begin an address"),
        (["--agencies", "nowhere.xlsx", "--domain", "a.vn"], "cannot be read"),
    ],
)
def test_nothing_is_made_of_what_is_wrong(
    arguments: list[str], told: str, tmp_path: Path, capsys: Output
) -> None:
    """Not even a part of it."""
    assert main(["new", str(tmp_path / "env"), *arguments]) == 2
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_ministry_of_a_list_alone(tmp_path: Path) -> None:
    """With the shipped kinds, whose words the list has; classes and phases name just those."""
    book = openpyxl.Workbook()
    for row in (
        ("Tên đơn vị", "Loại", "Trực thuộc"),
        ("Bộ Mẫu", "Bộ", ""),
        ("Cục Mẫu", "Cục", "Bộ Mẫu"),
        ("Cục Mẫu miền Bắc", "Cục", "Cục Mẫu"),
        ("Trạm Hòa Bình", "Trạm", "Cục Mẫu miền Bắc"),
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "list.xlsx")
    root = tmp_path / "env"
    arguments = ["--agencies", str(tmp_path / "list.xlsx"), "--domain", "mau.vn"]
    assert main(["new", str(root), *arguments]) == 0
    policy = Policy.of_environment(root)
    found = read_inventory(root, policy).agencies.values()
    assert [a.kind for a in found if a.ended or a.mailbox] == ["province", "station"]
    assert policy.kinds.said
    assert all("region" in (p.agencies | p.staff) for p in policy.rollout.phases)


def test_what_a_killed_run_left_goes(tmp_path: Path) -> None:
    """It holds passwords and keys; one that is under way, or another environment's, stays."""
    arguments = ["new", str(tmp_path / "e*v"), "--catalogue", "example"]
    child = os.fork()
    if not child:
        kind = type(tmp_path)
        kind.rename = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
        try:
            main(arguments)
        finally:
            os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    (left,) = tmp_path.iterdir()
    assert (left / "secrets").is_dir()
    others = [tmp_path / ".e*v.new-1", tmp_path / ".env.new-1"]
    for other in others:
        other.mkdir()
    descriptor = os.open(others[0], os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert main(arguments) == 0
    os.close(descriptor)
    assert sorted(tmp_path.iterdir()) == sorted([tmp_path / "e*v", *others])


def test_a_folder_that_is_there_stays(made: Path, capsys: Output) -> None:
    """Whatever is in it."""
    before = sorted(made.rglob("*"))
    assert main(["new", str(made), "--catalogue", "example"]) == 2
    assert "there already" in capsys.readouterr().err
    assert sorted(made.rglob("*")) == before


def _edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _link(root: Path) -> None:
    outside = root.parent / "toolkit"
    shutil.move(root / "group_vars" / "all" / "policy.yml", outside)
    (root / "group_vars" / "all" / "policy.yml").symlink_to(outside)


def _again(root: Path) -> None:
    text = "hopthu_directory_suffix: dc=moj\n"
    (root / "group_vars" / "all" / "other.yml").write_text(text, encoding="utf-8")


def _policy_twice(root: Path) -> None:
    policy = (root / "group_vars" / "all" / "policy.yml").read_text(encoding="utf-8")
    text = policy.replace("form: full", "form: initials")
    (root / "group_vars" / "provinces.yml").write_text(text, encoding="utf-8")


def _other_key(root: Path) -> None:
    keys = root / "certificates"
    shutil.copy(keys / "mail.example.gov.vn.key", keys / f"{HOST}.key")


def _other_name(root: Path) -> None:
    for end in ("crt", "key"):
        keys = root / "certificates"
        shutil.copy(keys / f"mail.example.gov.vn.{end}", keys / f"{HOST}.{end}")


def _vault(root: Path) -> None:
    """The password is in a vault, and nobody gives that one's."""
    known = root.parent / "known"
    known.write_text("known to somebody else\n", encoding="utf-8")
    vault = [str(Path(sys.executable).with_name("ansible-vault")), "encrypt"]
    secret = str(root / "secrets" / "hopthu")
    subprocess.run([*vault, "--vault-password-file", str(known), secret], check=True)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_vault, "hopthu_bind_password"),
        (_link, "outside the environment"),
        (_again, "hopthu_directory_suffix does not count here"),
        (_policy_twice, "another policy than the scripts"),
        (lambda r: _edit(r, "hosts.yml", "hopthu_ca_file", "hopthu_ca_fil"), "hopthu_ca_file"),
        (lambda r: (r / "secrets" / "hopthu").unlink(), "hopthu_bind_password"),
        (lambda r: (r / "secrets" / "hopthu").write_text(""), "hopthu_bind_password is empty"),
        (lambda r: (r / "certificates" / "ca.crt").unlink(), "the file is not there"),
        (lambda r: (r / "certificates" / f"{HOST}.key").unlink(), f"{HOST}, hopthu_tls_key"),
        (lambda r: (r / "certificates" / f"{HOST}.crt").write_text("x"), "cannot be read"),
        (_other_key, "the key is not that of"),
        (_other_name, f"is not for the name {HOST}"),
        (lambda r: _edit(r, "hosts.yml", "        mien_nam:\n", ""), "mien_nam is no host"),
        (lambda r: shutil.rmtree(r / "provinces" / "mien_nam"), "no folder provinces/mien_nam"),
        (lambda r: _edit(r, "hosts.yml", "mail.example.gov.vn:", "{}"), "mail_servers has no host"),
        (lambda r: _edit(r, "group_vars/all/policy.yml", "cap: 10G", "cap: x"), "people.cap"),
        (lambda r: _edit(r, "provinces/mien_nam/agencies.yml", "kind: tram", "kind: post"),
         "post"),
        (lambda r: (r / "hosts.yml").unlink(), "hosts.yml"),
    ],
)  # fmt: skip
def test_a_fault_is_found(
    spoil: Callable[[Path], object], told: str, made: Path, capsys: Output
) -> None:
    """By what it is, in a line with its remedy, and the exit status tells."""
    spoil(made)
    assert main(["doctor", str(made), "--offline"]) == 1
    shown = capsys.readouterr().out
    assert told in shown
    assert "Traceback" not in shown


def test_a_certificate_that_the_host_renews_itself(made: Path, capsys: Output) -> None:
    """The file was for its first start: it has to be there, and is judged no longer."""
    _other_name(made)
    own = "hopthu_tls_renewed: true\n        hopthu_tls_ca:"
    _edit(made, "hosts.yml", "hopthu_tls_ca:", own)
    assert main(["doctor", str(made), "--offline"]) == 0
    (made / "certificates" / f"{HOST}.key").unlink()
    assert main(["doctor", str(made), "--offline"]) == 1
    assert f"{HOST}, hopthu_tls_key" in capsys.readouterr().out


def test_what_does_not_answer(made: Path, capsys: Output) -> None:
    """A name of nobody's, and a port where nobody listens."""
    hosts = "hosts.yml"
    _edit(made, hosts, "mail.example.gov.vn:", "mail.example.gov.vn: {ansible_host: 127.0.0.1}")
    _edit(made, hosts, f"{HOST}:", f"{HOST}: {{ansible_host: nobody.invalid}}")
    _edit(made, hosts, f"ldaps://{HOST}", "ldaps://127.0.0.1:1")
    assert main(["doctor", str(made)]) == 1
    shown = capsys.readouterr().out
    assert "the DNS does not know nobody.invalid" in shown
    assert "ldaps://127.0.0.1:1" in shown
