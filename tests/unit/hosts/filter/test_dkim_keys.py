"""The keys that letters are signed with, by openssl and the file system as they are."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import pytest

import hopthu_dkim
from hopthu_dkim import Keys
from hopthu_host.commands import Wrong


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """A host's keys; there are none yet."""
    return Keys(tmp_path / "dkim", "")


def test_a_key_is_made_once(keys: Keys, tmp_path: Path) -> None:
    """RSA with 2048 bits, for nobody else to read."""
    assert keys.show() == {"signing": "", "since": "", "days": 0, "keys": {}}
    assert keys.make("hopthu1")
    assert not keys.make("hopthu1")
    (path,) = (tmp_path / "dkim").glob("*.key")
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o777 == 0o700
    found = keys.show()["keys"]
    assert isinstance(found, dict)
    assert list(found) == ["hopthu1"]
    assert len(base64.b64decode(found["hopthu1"])) == 294  # what an RSA key of 2048 bits takes
    assert "hopthu1" not in str(list((tmp_path / "dkim").glob(".*")))


def test_hosts_share_keys(keys: Keys, tmp_path: Path) -> None:
    """The same on each; another one of the same name is never overwritten."""
    other = Keys(tmp_path / "other", "")
    keys.make("hopthu1")
    assert other.take("hopthu1", keys.give("hopthu1"))
    assert not other.take("hopthu1", keys.give("hopthu1"))
    assert other.show() == keys.show()
    keys.make("hopthu2")
    with pytest.raises(Wrong, match="another key"):
        other.take("hopthu1", keys.give("hopthu2"))
    with pytest.raises(Wrong, match="no key"):
        other.take("hopthu3", "nonsense")
    assert list(other.show()["keys"]) == ["hopthu1"]  # type: ignore[call-overload]


def test_what_signs(keys: Keys, tmp_path: Path) -> None:
    """One that is there, until another does; what signs is not retired."""
    with pytest.raises(Wrong, match="no key hopthu1"):
        keys.sign("hopthu1", "moj.gov.vn")
    keys.make("hopthu1")
    with pytest.raises(Wrong, match="no domain"):
        keys.sign("hopthu1", "moj.gov.vn x")
    assert keys.sign("hopthu1", "moj.gov.vn")
    assert not keys.sign("hopthu1", "moj.gov.vn")
    text = (tmp_path / "dkim" / "signing.map").read_text()
    assert re.fullmatch(r"# since 20\S+\nmoj\.gov\.vn hopthu1\n", text)
    with pytest.raises(Wrong, match="signs"):
        keys.retire("hopthu1")
    keys.make("hopthu2")
    assert keys.sign("hopthu2", "moj.gov.vn")
    assert keys.retire("hopthu1")
    assert not keys.retire("hopthu1")
    found = keys.show()
    assert found["signing"] == "hopthu2"
    assert str(found["since"]).startswith("20")


def test_a_cut_off_run_leaves_no_half_key(keys: Keys, tmp_path: Path) -> None:
    """What it began is no key, and is in nobody's way."""
    (tmp_path / "dkim" / ".hopthu1.key.coming").write_text("-----BEGIN")
    assert keys.show()["keys"] == {}
    assert keys.make("hopthu1")


def test_names(keys: Keys) -> None:
    """A selector is part of a file's name and of a domain's."""
    for name in ("../x", "", "A", "x" * 60, "a.b"):
        with pytest.raises(Wrong, match="no selector"):
            keys.make(name)


def test_command(
    keys: Keys, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each verb, what it prints and how it ends."""

    def said(*arguments: str) -> tuple[int, str, str]:
        status = hopthu_dkim.main(arguments, keys)
        return (status, *capsys.readouterr())

    assert said("make", "hopthu1") == (0, "changed\n", "")
    assert said("make", "hopthu1") == (0, "unchanged\n", "")
    assert said("sign", "hopthu1", "moj.gov.vn") == (0, "changed\n", "")
    assert json.loads(said("show")[1])["signing"] == "hopthu1"
    key = said("give", "hopthu1")[1]
    assert key.startswith("-----BEGIN RSA PRIVATE KEY-----")
    monkeypatch.setattr("sys.stdin", io.StringIO(key))
    assert said("take", "hopthu2") == (0, "changed\n", "")
    assert said("retire", "hopthu2") == (0, "changed\n", "")
    assert said("retire", "hopthu1")[::2] == (1, "hopthu1 signs: let another key sign first\n")
    assert said("nonsense")[0] == 2
