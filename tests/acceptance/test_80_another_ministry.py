"""What an environment says wins everywhere: its domain, its suffix, its own certificates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from hopthu.ci.runs.environment import Environment
from hopthu.interfaces.commands import ci, undo
from hopthu.interfaces.commands.environments import __main__ as environments
from hopthu.interfaces.commands.environments.checks import reachable
from hopthu.servers.directory.attributes import samples
from hopthu.servers.lab.slapd import Slapd

from .world import PROJECT, World, play

SUFFIX = "dc=post,dc=example,dc=org"
DOMAIN = "example.gov.vn"
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    """A directory with a suffix that follows from no domain."""
    server = Slapd(tmp_path_factory.mktemp("slapd"), suffix=SUFFIX, tls=True)
    server.start()
    yield server
    server.destroy()


class Ministry(World):
    """An environment with a policy of its own, whose hosts.yml says where its directory is."""

    def __post_init__(self) -> None:
        super().__post_init__()
        (self.root / "group_vars").unlink()
        policy = yaml.safe_load(
            (PROJECT / "inventory/lab/group_vars/all/policy.yml").read_text("utf-8")
        )
        policy["hopthu_policy"]["domain"] = DOMAIN
        path = self.root / "group_vars" / "all" / "policy.yml"
        path.parent.mkdir(parents=True)
        path.write_text(yaml.safe_dump(policy, allow_unicode=True), encoding="utf-8")

    def write_hosts(self) -> Path:
        """The suffix and the authority where the documents say that they go: all.vars."""
        path = super().write_hosts()
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        data["all"]["vars"] |= {
            "hopthu_directory_uri": self.slapd.tls_uri,
            "hopthu_directory_suffix": SUFFIX,
            "hopthu_ca_file": self.slapd.ca_file,
        }
        path.write_text(yaml.safe_dump(data), encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory, slapd: Slapd) -> Ministry:
    """That environment, far from the toolkit."""
    made = Ministry(tmp_path_factory.mktemp("elsewhere") / "env", slapd)
    made.write_hosts()
    (made.root / ".gitignore").write_text("runs/\nhandover/\n", encoding="utf-8")
    for words in ("init -q", "add -A", "-c user.name=An -c user.email=an@x commit -qm Start"):
        subprocess.run(["git", *words.split()], cwd=made.root, check=True)
    return made


@pytest.fixture(scope="module")
def filled(ministry: Ministry) -> Ministry:
    """Where a province was written: tests come in any order."""
    first = play(ministry, "--limit", "thanh_hoa,trung_uong")
    assert first.returncode == 0, first.stdout
    return ministry


def test_the_playbook_writes_where_the_environment_says(filled: Ministry) -> None:
    """Over its authority's TLS, below its suffix, with its domain; again there is nothing to do."""
    found = filled.search("-b", SUFFIX, "(uid=thanh-hoa-0001)", "mail")
    assert f"uid=thanh-hoa-0001,ou=people,{SUFFIX}" in found
    assert f"@{DOMAIN}" in found
    again = play(filled, "--limit", "thanh_hoa,trung_uong")
    assert "changed=0" in again.stdout


def test_scripts_see_the_same(filled: Ministry, tmp_path: Path, capsys: Output) -> None:
    """The drift finds none, ansible-inventory shows it, and an undo takes back what was written."""
    environment = Environment.read(filled.root)
    assert environment.suffix == SUFFIX
    assert environment.settings().ca_file == filled.slapd.ca_file
    assert environment.value("hopthu_bind_dn") == f"cn=hopthu,ou=services,{SUFFIX}"
    shown = subprocess.check_output(
        [
            *(str(Path(sys.executable).with_name("ansible-inventory")), "--list"),
            *("-i", str(filled.root / "hosts.yml")),
        ],
        text=True,
    )
    told = json.loads(shown)["_meta"]["hostvars"]["thanh_hoa"]
    assert told["hopthu_directory_suffix"] == SUFFIX
    assert told["hopthu_policy"]["domain"] == DOMAIN
    into = str(tmp_path / "review")
    ci.main(["drift", str(filled.root), "--no-servers", "--into", into])
    text = (tmp_path / "review" / "drift.md").read_text(encoding="utf-8")
    assert "Quảng Ngãi" in text
    assert "Thanh Hóa" not in text
    capsys.readouterr()
    run = sorted((filled.root / "runs").glob("*"))[-1]
    assert undo.main([str(run)]) in (1, 3)  # what it would take away is found, and the limits judge
    assert f"@{DOMAIN}" in capsys.readouterr().out


def test_the_doctor_compares_the_schema(
    filled: Ministry, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A directory that was made by an older version does not know what this one writes."""
    environments.main(["doctor", str(filled.root)])
    assert "the directory does not know" not in capsys.readouterr().out
    later = {**samples("x"), "hopthuOfLater": ["x"]}
    monkeypatch.setattr(reachable, "samples", lambda _: later)
    assert environments.main(["doctor", str(filled.root)]) == 1
    assert "the directory does not know hopthuOfLater" in capsys.readouterr().out


def test_playbooks_run_from_any_folder(filled: Ministry, tmp_path: Path) -> None:
    """Without a setting of the operator's: .venv's Ansible knows the toolkit."""
    told = {name: value for name, value in os.environ.items() if name != "ANSIBLE_CONFIG"}
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("ansible-playbook")),
            *("-i", str(filled.write_hosts()), str(PROJECT / "playbooks" / "provision.yml")),
            *("--limit", "thanh_hoa", "--check"),
        ],
        cwd=tmp_path,
        env=told | {"HOPTHU_LANG": "vi"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Thanh Hóa: không" in run.stdout or "không có gì" in run.stdout


def test_other_callbacks_are_there(filled: Ministry) -> None:
    """For programs, and for people who like YAML."""
    told = ("--limit", "thanh_hoa", "--check")
    run = play(filled, *told, ANSIBLE_STDOUT_CALLBACK="json")
    assert run.returncode == 0, run.stdout + run.stderr
    assert json.loads(run.stdout)["stats"]["thanh_hoa"]["failures"] == 0
    run = play(filled, *told, ANSIBLE_STDOUT_CALLBACK="yaml")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "thanh_hoa " in run.stdout.partition("PLAY RECAP")[2]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--tags", "quota"), "agencies, accounts, quotas, aliases"),
        (("--skip-tags", "quotas"), "--skip-tags"),
        (("--tags", "quotas,nothing"), "nothing"),
    ],
)
def test_a_tag_that_chooses_nothing_is_an_error(
    ministry: Ministry, arguments: tuple[str, ...], told: str
) -> None:
    """Success without having done anything would be a lie."""
    run = play(ministry, "--limit", "thanh_hoa", *arguments)
    assert run.returncode == 2
    assert told in run.stdout


def test_a_tag_chooses_a_resource(ministry: Ministry) -> None:
    """And no other."""
    run = play(ministry, "--limit", "quang_ngai", "--check", "--tags", "agencies")
    assert run.returncode == 0, run.stdout
    assert "ccounts" not in run.stdout
    assert "gencies" in run.stdout


def test_other_playbooks_have_no_tags(ministry: Ministry) -> None:
    """They say so in the operator's language."""
    run = play(ministry, "--tags", "quotas", playbook="guides", HOPTHU_LANG="vi")
    assert run.returncode == 2
    assert "Không công việc nào có thẻ quotas" in run.stdout


def run_script(name: str, *arguments: object) -> None:
    """Run a script as an operator does; it has to end well."""
    command = [str(PROJECT / "scripts" / name), *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def fill_form(root: Path, path: Path) -> Path:
    """The empty form of Miền Nam, with somebody of a station on it."""
    run_script("form", "mien_nam", "--into", root, "-o", path)
    book = load_workbook(path)
    sheet = book["Đăng ký"]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "STT")
    values: tuple[int | str, ...] = (1, "Trần Thị Bưởi", "12/03/1975", "Trạm Tân Châu", "TT")
    for column, value in enumerate(values, 1):
        sheet.cell(head + 1, column, value)
    book.save(path)
    return path


def require_nothing_to_do_by_the_collection(command: list[str], folder: Path) -> None:
    """The same play of the toolkit as a collection, which knows nothing of the clone."""
    build = [sys.executable, str(PROJECT / "scripts/lib/collection.py"), str(PROJECT), str(folder)]
    subprocess.run(build, check=True, capture_output=True)
    empty = folder / "ansible.cfg"
    empty.write_text("[defaults]\nstdout_callback = hopthu.mail.hopthu\n", encoding="utf-8")
    told = {"ANSIBLE_CONFIG": str(empty), "ANSIBLE_COLLECTIONS_PATH": str(folder)}
    play = ["hopthu.mail.provision" if "playbooks" in each else each for each in command]
    run = subprocess.run(
        play, cwd=folder, env=os.environ | told, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "changed=0" in run.stdout
    assert "nothing to do" in run.stdout


def test_an_invented_ministry_from_nothing_to_accounts(tmp_path: Path) -> None:
    """Made by the generator; its own form comes back filled, and no file that it made is edited.

    Its kinds of agencies are its own, and none that the toolkit ships.
    """
    root = tmp_path / "env"
    assert environments.main(["new", str(root), "--catalogue", "example"]) == 0
    suffix = f"dc={DOMAIN.replace('.', ',dc=')}"
    slapd = Slapd(tmp_path / "slapd", suffix=suffix)
    slapd.start()
    try:
        form = fill_form(root, tmp_path / "form.xlsx")
        run_script("intake", form, "--into", root, "--outbox", tmp_path / "outbox")
        run_script("validate", root)
        told = {
            "hopthu_directory_uri": slapd.uri,
            "hopthu_bind_password": slapd.service_password,
            "hopthu_ca_file": "",
        }
        command = [
            str(Path(sys.executable).with_name("ansible-playbook")),
            *("-i", str(root / "hosts.yml"), "-e", json.dumps(told)),
            *(str(PROJECT / "playbooks" / "provision.yml"), "--limit", "trung_uong,mien_nam"),
        ]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        require_nothing_to_do_by_the_collection(command, tmp_path)
        owner = [
            "ldapsearch",
            "-Q",
            "-Y",
            "EXTERNAL",
            "-H",
            slapd.uri,
            "-LLL",
            "-o",
            "ldif-wrap=no",
        ]
        wanted = ("(mail=*)", "mail", "hopthuKind")
        found = subprocess.check_output([*owner, "-b", suffix, *wanted], text=True)
    finally:
        slapd.destroy()
    assert f"uid=mien-nam-0001,ou=people,{suffix}" in found
    assert f"ou=tan-chau,ou=cuu-long,ou=mien-nam,ou=tcqt,ou=bqt,ou=agencies,{suffix}" in found
    assert f"mail: qt.tanchau.cuulong.miennam@{DOMAIN}" in found
    kinds = {line.split()[-1] for line in found.splitlines() if line.startswith("hopthuKind:")}
    assert kinds - {"attributes"} == {"cuc", "chi-cuc", "tram"}  # the entry of samples has its own
    assert "moj" not in found
