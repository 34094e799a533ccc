"""What README and the demo print works as printed, in a fresh shell, on a fresh clone, in order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from .clones import make_clone, shell
from .world import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
# Of README: what is not for a test within a test, and what stands for a name of the reader's.
ELSEWHERE = (
    "scripts/demo --lab",  # takes hosts; Molecule does the same
    "scripts/test",
    "scripts/bench",
    "scripts/handover open",  # of a bundle that the centre sent, with somebody's key
    "scripts/environment",  # test_environment.py
    "scripts/handover remind",  # with a subject: operator/logins.md
    "scripts/handover logins",  # asks mail hosts first: test_73_reminders.py
    ".venv/bin/ansible-playbook playbooks/probe.yml",  # need mail servers
    ".venv/bin/ansible-playbook playbooks/retire.yml",
    ".venv/bin/ansible-playbook playbooks/move_mailboxes.yml",
    ".venv/bin/ansible-playbook playbooks/guides.yml",
    ".venv/bin/ansible-playbook playbooks/site.yml",
)
_PROGRAM = r"(?:scripts/[a-z-]+|\.venv/bin/ansible-[a-z]+)"
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def commands_of_readme() -> Iterator[str]:
    """In blocks by themselves or behind a $, and within sentences."""
    for block in re.findall(r"^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            text = line.removeprefix("$ ").partition("  #")[0].strip()
            if re.match(_PROGRAM, text):
                yield text
    # Without an argument a script is named, not called.
    yield from re.findall(rf"`({_PROGRAM} [^`…]+)`", README)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone for this file's tests."""
    return make_clone(tmp_path_factory.mktemp("told") / "hopthu")


def said_by_the_demo(clone: Path, language: str) -> str:
    """All that scripts/demo says."""
    run = shell(clone, f"HOPTHU_LANG={language} scripts/demo 2>&1")
    return _ESCAPES.sub("", run.stdout) if run.returncode == 0 else f"FAILED\n{run.stdout}"


@pytest.fixture(scope="module")
def demos(clone: Path) -> Iterator[dict[str, str]]:
    """The demo in both languages, the second begun anew; its directory is stopped at the end."""
    yield {language: said_by_the_demo(clone, language) for language in ("vi", "en")}
    shell(clone, "scripts/directory stop")


@pytest.fixture(scope="module")
def demo(demos: dict[str, str]) -> str:
    """The one in English, which was the last."""
    return demos["en"]


@pytest.mark.parametrize(("language", "end"), [("en", "Summary"), ("vi", "Tóm tắt")])
def test_the_demo_fits_a_terminal(demos: dict[str, str], language: str, end: str) -> None:
    """At most 90 lines of 80 columns, every step counted, and the end says where to look."""
    demo = demos[language]
    assert not demo.startswith("FAILED"), demo
    # Letters with their marks, as a terminal counts columns.
    lines = unicodedata.normalize("NFC", demo).splitlines()
    assert len(lines) <= 90
    assert max(map(len, lines)) <= 80
    steps = re.findall(r"^(\d+)/(\d+) ", demo, re.MULTILINE)
    assert [int(number) for number, _ in steps] == list(range(1, int(steps[0][1]) + 1))
    assert "report/board.html" in demo
    assert "ldapwhoami" in demo.rpartition(end)[2]


def test_what_the_demo_prints_can_be_typed(demo: str, clone: Path) -> None:
    """In one fresh shell, in order; the login at its end works."""
    joined = re.sub(r" \\\n +", " ", demo)
    printed = re.findall(r"^   \$ (.+)$", joined, re.MULTILINE)
    assert len(printed) > 12
    run = shell(clone, "\n".join(printed))
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    assert run.stdout.rstrip().endswith("dc=vn")
    assert (clone / ".lab" / "demo" / "report" / "board.html").exists()


def test_every_command_of_the_readme(demo: str, clone: Path) -> None:
    """Each in a shell of its own; all that is wrong is told at once."""
    assert demo
    told = list(dict.fromkeys(commands_of_readme()))
    chosen = [each for each in told if not each.startswith(ELSEWHERE) and each != "scripts/demo"]
    assert len(chosen) >= 6
    # The demo's directory belongs to the environment of the demo.
    shell(clone, "scripts/directory reset")
    wrong = {}
    for command in chosen:
        run = shell(clone, command)
        if run.returncode:
            wrong[command] = (run.stdout + run.stderr)[-800:]
    assert not wrong


def blocks(page: str) -> list[str]:
    """The commands of a page of docs/, a block that is indented by nothing each."""
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    found = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [block for language, block in found if not language]


def test_the_tutorial(clone: Path) -> None:
    """Each block in turn ends as the page says: refused, asked about, or done."""
    told = blocks("en/tutorial.md")
    refused = {2: "“31/02/1975” is not a date", 6: "suspend 3 of 3 in quang-ngai, the limit is 2"}
    back = "title Kế toán trưởng → Kế toán"
    asked = {3: "“Chuyên gia dữ liệu” is no title that is known", 9: back}
    done = {5: "nothing to do", 7: "nothing to do", 10: back, 11: "nothing to do"}
    # Whoever is new may not have told git a name yet.
    told_git = "export ANSIBLE_INVENTORY=.lab/tutorial/hosts.yml\n"
    for number, block in enumerate(told):
        run = shell(clone, told_git + block)
        said = (refused | asked | done).get(number, "")
        assert (run.returncode != 0) == (number in refused | asked), (
            f"{block}{run.stdout}{run.stderr}"
        )
        assert said in run.stdout + run.stderr, f"{block}{run.stdout}{run.stderr}"
    assert len(told) == 13
    assert blocks("vi/tutorial.md") == told


def test_an_environment_of_ones_own(clone: Path) -> None:
    """The block of both guides: whole as it is made, and what comes next is what the doctor lacks.

    Its servers are not there, so the doctor is asked offline, and site.yml for its hosts alone.
    """
    english, vietnamese = (blocks(f"{each}/operator/environment.md") for each in ("en", "vi"))
    (block,) = [each for each in english if "scripts/environment new" in each]
    assert block in vietnamese
    make, doctor = block.splitlines()
    made = shell(clone, make)
    assert made.returncode == 0, made.stderr
    assert doctor in made.stdout
    judged = shell(clone, f"{doctor} --offline")
    assert judged.returncode == 0, judged.stdout + judged.stderr
    (site,) = re.findall(r"\.venv/bin/ansible-playbook -i \S+ playbooks/site\.yml", made.stdout)
    hosts = shell(clone, f"{site} --list-hosts")
    assert hosts.returncode == 0, hosts.stdout + hosts.stderr
    assert {"ldap1.moj.gov.vn", "mail.moj.gov.vn"} <= set(hosts.stdout.split())
    shown = shell(clone, f"{site.replace('site', 'provision')} --syntax-check")
    assert shown.returncode == 0, shown.stdout + shown.stderr
