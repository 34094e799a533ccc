"""Who stands in for whom: one line of the policy's file, and nothing else of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hopthu.interfaces.modules.call import Call
from hopthu.interfaces.modules.stand_in import work
from hopthu.records.edits.standing import with_standing_in
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError

SHIPPED = Path(__file__).parents[4] / "inventory/lab/group_vars/all/policy.yml"
ONE, TWO = "mail1.moj.gov.vn", "mail2.moj.gov.vn"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The shipped policy, in an environment of its own."""
    path = tmp_path / "group_vars/all/policy.yml"
    path.parent.mkdir(parents=True)
    path.write_bytes(SHIPPED.read_bytes())
    return path


def call(file: Path, host: str, by: str = "", **more: Any) -> dict[str, Any]:
    """Call the module."""
    policy = yaml.safe_load(file.read_text(encoding="utf-8"))["hopthu_policy"]
    options = {
        "inventory": str(file.parents[2]),
        "policy": policy,
        "language": "en",
        "mail_host": host,
        "by": by,
    }
    return work(Call(options, **more))


def test_there_and_back(file: Path) -> None:
    """A check writes nothing; an apply writes one line; back again the file is what it was."""
    before = file.read_text(encoding="utf-8")
    told = call(file, ONE, TWO, check=True, diff=True)
    assert told["changed"]
    assert told["diff"][0]["after"] == f"standing_in: {{'{ONE}': '{TWO}'}}\n"
    assert Policy.from_mapping(told["policy"]).mail_hosts.of(ONE, "thanh_hoa") == TWO
    assert file.read_text(encoding="utf-8") == before
    assert call(file, ONE, TWO)["policy"] == told["policy"]
    changed = file.read_text(encoding="utf-8").splitlines()
    lines = [line for line in changed if line not in before.splitlines()]
    assert lines == [f"    standing_in: {{{ONE}: {TWO}}}"]
    assert Policy.of_environment(file.parents[2]).mail_hosts.standing_in == {ONE: TWO}
    assert not call(file, ONE, TWO)["changed"]
    assert call(file, ONE)["changed"]
    assert file.read_text(encoding="utf-8") == before
    assert not call(file, ONE)["changed"]


def test_two_hosts_do_not_stand_in_for_each_other(file: Path) -> None:
    """Nor does one that is away stand in for a third."""
    call(file, ONE, TWO)
    before = file.read_bytes()
    for host, by in ((TWO, ONE), (TWO, "mail3.moj.gov.vn"), ("mail3.moj.gov.vn", ONE)):
        with pytest.raises(HopthuError, match="standing_in"):
            call(file, host, by)
    assert file.read_bytes() == before


def test_an_older_policy_gets_the_key(tmp_path: Path) -> None:
    """With line ends as they are, and comments where they were."""
    path = tmp_path / "policy.yml"
    text = "hopthu_policy:\r\n  mail_hosts: # ours\r\n    default: x\r\n    provinces: {}\r\n"
    path.write_bytes(text.encode())
    expected = text.replace("    default", "    standing_in: {a.b: c.d}\r\n    default")
    assert with_standing_in(path, {"a.b": "c.d"}) == expected
    assert with_standing_in(path, {}) == ""


@pytest.mark.parametrize(
    "text",
    [
        "hopthu_policy: {mail_hosts: {default: x, provinces: {}}}\n",
        "hopthu_policy:\n  mail_hosts:\n    standing_in:\n      a.b: e.f\n    default: x\n",
        "hopthu_policy:\n  domain: x\n",
        "hopthu_policy:\n  mail_hosts: {}\n",
        "- x\n",
        "a: [\n",
    ],
)
def test_what_is_written_otherwise_is_left_alone(tmp_path: Path, text: str) -> None:
    """The line to write is told."""
    path = tmp_path / "policy.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HopthuError):
        with_standing_in(path, {"a.b": "c.d"})
    assert path.read_text(encoding="utf-8") == text


def test_the_line_to_write_is_told(tmp_path: Path) -> None:
    """Where it cannot be written by itself."""
    path = tmp_path / "policy.yml"
    path.write_text("hopthu_policy:\n  domain: x\n", encoding="utf-8")
    with pytest.raises(HopthuError) as raised:
        with_standing_in(path, {"a.b": "c.d"})
    assert "standing_in: {a.b: c.d}" in raised.value.render("en")
