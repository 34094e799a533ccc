"""The strict reader: every mistake at its exact line and column, and all of them at once."""

from __future__ import annotations

import gc
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import FormerMailbox, Hold
from hopthu.text.errors import HopthuError, Place

from .inventory_files import CENTRE, PEOPLE, person, problems, put


def test_a_sound_inventory_is_read_whole(root: Path) -> None:
    """Every field of a record arrives, with its place, and absent ones take their default."""
    put(root, "agencies", CENTRE + '    code: "01"\n    managers: [moj-0001]\n    mailbox: bo\n')
    put(
        root,
        "people",
        person(
            'since: "2008-11-15"\n    aliases: [a.b, c]\n    quota: 500M\n'
            '    phone: "037 3852.123"\n'
            "    former_mailboxes:\n"
            '      - {mailbox: old, until: "2009-01-01"}\n      - mailbox: older\n'
        ),
    )
    inventory = read_inventory(root)
    (agency,), (found,) = inventory.agencies.values(), inventory.people()
    assert (agency.code, agency.managers, agency.parent) == ("01", ("moj-0001",), "")
    assert (found.name, found.state, found.since) == ("Ứng Hoè Sơn", "active", "2008-11-15")
    assert found.aliases == ("a.b", "c")
    assert found.former_mailboxes == (
        FormerMailbox(mailbox="old", until="2009-01-01"),
        FormerMailbox(mailbox="older"),
    )
    assert found.place == Place("provinces/moj/people.yml", line=2, column=5)
    assert inventory.home == {"moj": "moj"}


@pytest.mark.parametrize(
    "value",
    [
        *("000008", "000017", "8", "-8", "+8", "1_000", "1,000", "0x1F", "-0x1f", "0o17", "0b11"),
        *(
            "1.5",
            ".5",
            "-.5",
            "1e3",
            "1.5e+3",
            ".5e+3",
            ".inf",
            "-.INF",
            ".NaN",
            "1:30",
            "190:20:30",
        ),
        *("2008-11-15", "2008-11-15T10:00:00Z", "2008-11-15 10:00:00", "2008-1-5 1:00:00 +7"),
        *("y", "N", "yes", "No", "on", "OFF", "true", "False", "null", "NULL", "~", "=", "<<"),
    ],
)
def test_a_scalar_that_libraries_disagree_about_is_refused(root: Path, value: str) -> None:
    """Numbers, dates, times, booleans and nulls need quotes; the message says which to write."""
    put(root, "people", person(f"surname: {value}"))
    assert problems(root) == [("ambiguous", "people.yml:7:14")]
    put(root, "people", person(f'surname: "{value}"'))
    assert next(read_inventory(root).people()).surname == value


def test_an_ambiguous_item_of_a_list_is_refused(root: Path) -> None:
    """Lists are no way around the quotes."""
    put(root, "people", person("aliases: [son, no, 17]"))
    assert problems(root) == [("ambiguous", "people.yml:7:20"), ("ambiguous", "people.yml:7:24")]


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("surnam: Ứng", "unknown-key", 5),
        ("name: Hai", "duplicate-key", 5),
        ("state: gone", "bad-value", 12),
        ("state:", "empty-value", 11),
        ('surname: ""', "empty-value", 14),
        ("surname: [a]", "wrong-type", 14),
        ("surname: {a: b}", "wrong-type", 14),
        ("aliases: a", "wrong-type", 14),
        ("aliases: [[a]]", "wrong-type", 15),
        ("aliases: [A]", "bad-value", 15),
        ('since: "2008-02-30"', "bad-value", 12),
        ('since: "15/11/2008"', "bad-value", 12),
        ("quota: 2T", "bad-value", 12),
        ("former_mailboxes: x", "wrong-type", 23),
        ("former_mailboxes: [x]", "wrong-type", 24),
        ("former_mailboxes: [{until: x}]", "missing-key", 24),
        ('surname: " "', "bad-value", 14),
        ('surname: "Ứng "', "bad-value", 14),
        ('surname: "a\\x1b[31m"', "bad-value", 14),
        ('surname: "a\\x85b"', "bad-value", 14),
        ('surname: "a\\u202eb"', "bad-value", 14),
        ('surname: "a\\nb"', "bad-value", 14),
        ("surname: &a Ứng", "no-anchors", 14),
        ("surname: !!str Ứng", "no-anchors", 14),
        ("surname: *a", "no-anchors", 14),
        ("aliases: !mine [a]", "no-anchors", 14),
        ("&k surname: a", "no-anchors", 5),
        ("!!str surname: a", "no-anchors", 5),
        ("[a]: b", "not-yaml", 5),
    ],
)
def test_a_wrong_line_is_told_at_its_column(root: Path, line: str, code: str, column: int) -> None:
    """Each kind of mistake in a record has its message, at the key or the value."""
    put(root, "people", person(line))
    found = problems(root)
    assert (code, f"people.yml:7:{column}") in found
    assert len(found) <= 2  # a list within a record may be wrong in itself and as a record


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "no-list", "people.yml"),
        ("# nothing but a comment\n", "no-list", "people.yml"),
        ("---\n", "no-list", "people.yml:1"),
        ("people:\n", "no-list", "people.yml:1"),
        ("people: {}\n", "no-list", "people.yml:1"),
        ("- a\n", "no-list", "people.yml:1"),
        ("people: [a]\n", "wrong-type", "people.yml:1:10"),
        (f"{PEOPLE}---\n{PEOPLE}", "not-yaml", "people.yml:7:1"),
        ("people:\n\t- id: a\n", "not-yaml", "people.yml:2:1"),
        ("people:\n  - id: 'a\n", "not-yaml", "people.yml:3:1"),
        (f"{PEOPLE}    surname: a\0b\n", "not-yaml", "people.yml:7:15"),
        (f"{PEOPLE}    surname: Ứng\x07\n", "not-yaml", "people.yml:7:17"),
        (b"people:\n  - name: \xff\n", "not-utf8", "people.yml"),
        (PEOPLE.encode("utf-16"), "not-utf8", "people.yml"),
        ("people: " + "[" * 20_000, "too-deep", "people.yml:1:25"),
    ],
)
def test_a_file_that_is_no_list_of_records(
    root: Path, text: str | bytes, code: str, place: str
) -> None:
    """An empty, cut, binary or wrongly built file is one problem, never an empty province."""
    put(root, "people", text)
    assert problems(root) == [(code, place)]


def test_a_file_from_windows_is_read(root: Path) -> None:
    """A byte order mark and CRLF line ends change nothing."""
    put(root, "people", b"\xef\xbb\xbf" + PEOPLE.replace("\n", "\r\n").encode())
    assert next(read_inventory(root).people()).name == "Ứng Hoè Sơn"


def test_an_unknown_key_comes_with_a_hint(root: Path) -> None:
    """A near miss is named, anything else gets the list of what is known."""
    put(root, "people", person("mailbx: a\n    zzz: b"))
    with pytest.raises(HopthuError) as raised:
        read_inventory(root)
    near, far = (problem.remedy() for problem in raised.value.problems)
    assert near == "did you mean mailbox?"
    assert far.startswith("known: id, name, agency, title, mailbox, state")


def test_a_misspelt_list_is_named(root: Path) -> None:
    """The key that stands where ``people`` should is told, not only that the list is missing."""
    put(root, "people", PEOPLE.replace("people:", "peple:"))
    assert problems(root) == [("no-list", "people.yml:1"), ("unknown-key", "people.yml:1:1")]


def test_all_missing_keys_are_told(root: Path) -> None:
    """A record of nothing but an id lacks four more keys."""
    put(root, "people", "people:\n  - id: moj-0001\n")
    with pytest.raises(HopthuError) as raised:
        read_inventory(root)
    assert [problem.values["key"] for problem in raised.value.problems] == [
        *("name", "agency", "title", "mailbox")
    ]


def test_mistakes_of_all_files_come_together(root: Path) -> None:
    """One run names the mistakes of both files, each once."""
    put(root, "agencies", CENTRE.replace("ministry", "minister"))
    put(root, "people", person("state: gone\n    quota: many"))
    assert problems(root) == [
        ("bad-value", "agencies.yml:4:11"),
        ("bad-value", "people.yml:7:12"),
        ("bad-value", "people.yml:8:12"),
    ]


def test_a_decomposed_name_is_read_composed(root: Path) -> None:
    """MacOS writes NFD; the inventory knows one spelling."""
    put(root, "people", unicodedata.normalize("NFD", PEOPLE))
    assert next(read_inventory(root).people()).name == unicodedata.normalize("NFC", "Ứng Hoè Sơn")


def test_an_error_is_one_line_in_the_operators_language(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Place, what is wrong and what to do stand on one line, in Vietnamese too."""
    put(root, "people", person("quota: 2T"))
    with pytest.raises(HopthuError) as raised:
        read_inventory(root)
    assert str(raised.value) == (
        "provinces/moj/people.yml:7:12: quota: “2T” is not a size such as 500M or 2G → correct it"
    )
    monkeypatch.setenv("HOPTHU_LANG", "vi")
    with pytest.raises(HopthuError) as raised:
        read_inventory(root)
    assert str(raised.value) == (
        "provinces/moj/people.yml:7:12: "
        "quota: “2T” không phải là dung lượng như 500M hoặc 2G → sửa lại"
    )


def test_an_error_shows_no_control_character(root: Path) -> None:
    """What a file holds cannot paint the operator's terminal or forge a second line."""
    put(root, "people", person('surname: "a\\x1b[2J\\n/etc: fine"'))
    with pytest.raises(HopthuError) as raised:
        read_inventory(root)
    assert raised.value.render().isprintable()


class TestFolders:
    """What is there to read at all."""

    def test_no_folder(self, tmp_path: Path) -> None:
        """A folder that is no environment is an error."""
        with pytest.raises(HopthuError, match="there is no folder provinces/ here"):
            read_inventory(tmp_path)

    def test_no_province(self, tmp_path: Path) -> None:
        """Files and hidden folders are no provinces; none at all is an error."""
        (tmp_path / "provinces" / ".git").mkdir(parents=True)
        (tmp_path / "provinces" / "README").touch()
        with pytest.raises(HopthuError, match="the inventory holds no province"):
            read_inventory(tmp_path)

    def test_a_province_without_agencies(self, root: Path) -> None:
        """The folder is there and the file is not: something was lost."""
        (root / "provinces" / "moj" / "agencies.yml").unlink()
        (root / "provinces" / "moj" / "people.yml").unlink()
        assert problems(root) == [("unreadable", "agencies.yml")]

    @pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("nowhere")])
    def test_people_that_cannot_be_read(self, root: Path, make: Callable[[Path], None]) -> None:
        """A folder or a broken link in the file's place is an error, not an empty province."""
        file = root / "provinces" / "moj" / "people.yml"
        file.unlink()
        make(file)
        assert problems(root) == [("unreadable", "people.yml")]

    def test_a_province_without_people(self, root: Path) -> None:
        """The centre has agencies only."""
        (root / "provinces" / "moj" / "people.yml").unlink()
        assert list(read_inventory(root).people()) == []

    def test_provinces_that_cannot_be_listed(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A folder without permission is a message with its name."""

        def refuse(_: Path) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "iterdir", refuse)
        assert problems(root) == [("unreadable", str(root / "provinces"))]

    def test_paths_outside_the_working_folder(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """From elsewhere, messages name the whole path, or the one that was given."""
        put(root, "people", "")
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        monkeypatch.chdir(elsewhere)
        assert problems(root) == [("no-list", str(root / "provinces/moj/people.yml"))]
        monkeypatch.chdir(root / "provinces")
        assert problems(Path("..")) == [("no-list", "moj/people.yml")]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(root: Path, enabled: bool) -> None:
    """Reading pauses it, also where reading fails."""
    was = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        read_inventory(root)
        assert gc.isenabled() is enabled
        put(root, "people", "")
        problems(root)
        assert gc.isenabled() is enabled
    finally:
        gc.enable() if was else gc.disable()


AGE = "age1as6qey0ll0zdswrapp46z9fsgz33q5e40jyz9n6xwx67wnadwp8svacp25"


def keys(root: Path, *keys: str) -> None:
    """Give the province these handover keys."""
    records = "".join(f"  - name: Ai\n    key: {key}\n" for key in keys)
    put(root, "handover", f"keys:\n{records}")


def test_handover_keys_are_read(root: Path) -> None:
    """Of age and of ssh, with whose they are."""
    ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFDZajPyGYKgC5+XMfA/qb5bIxSFG0qJUeRgTe2aWYSJ ai đó"
    keys(root, AGE, ssh)
    read = read_inventory(root).provinces["moj"].keys
    assert [(key.name, key.key) for key in read] == [("Ai", AGE), ("Ai", ssh)]


def test_handover_keys_that_are_none(root: Path) -> None:
    """Mistyped, cut, of another kind: each at its place; a private key is not shown."""
    secret = "AGE-SECRET-KEY-1UNWXLJ0T6SAZ7LHV4H9Z0D5WQ8"
    keys(root, AGE[:-1] + "x", AGE[:30], "ssh-rsa AAAAB3NzaC1yc2E ai", secret)
    assert problems(root) == [
        ("bad-value", "handover.yml:3:10"),
        ("bad-value", "handover.yml:5:10"),
        ("bad-value", "handover.yml:7:10"),
        ("secret-key", "handover.yml:9:10"),
    ]
    with pytest.raises(HopthuError) as raised:
        read_inventory(root)
    assert "UNWXLJ0T6" not in raised.value.render()


def test_holds_are_read_and_checked(root: Path) -> None:
    """As a records office writes them; every mistake in them at once, at its place."""
    put(root, "agencies", CENTRE)
    first = 'reason: KL 12/TTr, by: Thanh tra Bộ, since: "2026-03-02"'
    put(root, "people", person(f"hold:\n      - {{{first}}}"))
    (found,) = read_inventory(root).people()
    assert found.hold == (Hold(reason="KL 12/TTr", by="Thanh tra Bộ", since="2026-03-02"),)
    put(
        root,
        "people",
        person(
            "hold:\n      - {by: x, since: 2026-03-02, untill: soon}\n"
            '      - {reason: "", by: x, since: "2026-02-30", until: "2026"}'
        ),
    )
    assert [code for code, _ in problems(root)] == [
        *("missing-key", "ambiguous", "unknown-key", "empty-value", "bad-value", "bad-value")
    ]
    put(root, "people", person("hold: {reason: x, by: x, since: '2026-03-02'}"))
    assert problems(root) == [("wrong-type", "people.yml:7:11")]
    put(root, "people", person(f'hold: [{{{first}, until: "2026-03-01"}}, {{{first}}}]'))
    put(root, "agencies", CENTRE + f"    hold: [{{{first}}}]\n")
    assert [code for code, _ in problems(root)] == [
        *("hold-of-nothing", "hold-ends-first", "hold-twice")
    ]
