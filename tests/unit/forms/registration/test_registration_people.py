"""From rows to records: who is known, who is new, what they are called, and what is written."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hopthu.files.fileset import locked, resume
from hopthu.forms.model import Form
from hopthu.forms.registration.birth import BirthKey, key_for, load_key
from hopthu.forms.registration.people import Registrar, Registration
from hopthu.forms.registration.write import write_registration
from hopthu.records import reference
from hopthu.records.allocate import Allocator
from hopthu.records.inventory.fields import AGENCY_FIELDS, PATTERNS
from hopthu.records.inventory.read import read_inventory
from hopthu.records.model import Agency, FormerMailbox, Inventory, Province
from hopthu.text.errors import HopthuError
from hopthu.text.names import mailbox_of, unknown_letters
from tests.unit.files.killing import files_below, stopped_at

from .registration_samples import BIM_SON, BORN, HOME, KEY, POLICY, form, person, registrar, row


class TestRecognition:
    """Who is whom."""

    @pytest.mark.parametrize(
        ("known", "given", "same"),
        [
            ({"born": KEY.hash(BORN)}, {}, True),
            ({"born": KEY.hash(BORN)}, {"agency": BIM_SON}, True),
            ({"born": KEY.hash(BORN)}, {"name": "NGUYỄN  VĂN HÙNG"}, True),
            ({"born": KEY.hash(BORN)}, {"name": "Lê An"}, False),
            (
                {"born": KEY.hash(BORN), "agency": BIM_SON},
                {"born": datetime.date(1984, 8, 27)},
                False,
            ),
            ({"born": KEY.hash(BORN)}, {"born": None}, True),
            ({}, {}, True),
            ({}, {"born": None}, True),
            ({"agency": "quang-ngai"}, {}, False),
        ],
    )
    def test_name_and_date_or_name_and_agency(
        self, known: dict[str, Any], given: dict[str, Any], same: bool
    ) -> None:
        """The date decides where both have one; else the agency does."""
        values = {"name": "Nguyễn Văn Hùng"} | given
        result = registrar(person(**known)).take(form(row(**values)))
        assert (result.known, len(result.people)) == ((1, 0) if same else (0, 1))
        assert result.questions == []

    def test_who_was_new_in_another_form_is_known(self) -> None:
        """Without a date a name twice in one form is two people; in the next form it is one."""
        office = registrar()
        first = office.take(form(row("Lê An", born=None)))
        again = office.take(form(row("Lê An", born=None)))
        assert (len(first.people), again.known, again.people) == (1, 1, [])

    def test_another_date_in_the_same_agency_is_asked(self) -> None:
        """A date that was put right since is likelier than two of one name in an agency."""
        known = person(born=KEY.hash(BORN))
        again = form(row("Nguyễn Văn Hùng", born=datetime.date(1984, 8, 27)))
        result = registrar(known).take(again)
        assert (result.known, result.people) == (0, [])
        assert [each.code for each in result.questions] == ["registration.other-date"]

    def test_the_date_comes_before_the_agency(self) -> None:
        """A namesake without a date, listed first, does not take the place of the very person."""
        namesake = person()
        very = person(id_="thanh-hoa-0042", mailbox="nguyenvanhung2", born=KEY.hash(BORN))
        manager = row("Nguyễn Văn Hùng", manages=True)
        result = registrar(namesake, very).take(form(manager))
        assert result.managers == {HOME: ("thanh-hoa-0042",)}

    def test_two_dates_are_two_people(self) -> None:
        """Homonyms of one form get an id and a numbered address each."""
        other = datetime.date(1980, 1, 1)
        result = registrar().take(form(row("Lê An"), row("Lê An", born=other)))
        assert [(p.id, p.mailbox) for p in result.people] == [
            ("thanh-hoa-0001", "lean"),
            ("thanh-hoa-0002", "lean2"),
        ]

    def test_what_one_form_brings_the_next_one_knows(self) -> None:
        """The same form twice in one run is registered once."""
        both = registrar()
        first, second = both.take(form(row("Lê An"))), both.take(form(row("Lê An")))
        assert (len(first.people), len(second.people), second.known) == (1, 0, 1)
        assert (len(first.agencies), second.agencies) == (1, [])

    def test_no_date_of_birth_is_kept(self) -> None:
        """Only a keyed hash goes into the record."""
        (new,) = registrar().take(form(row("Lê An"))).people
        assert new.born == KEY.hash(BORN) != ""
        assert "1971" not in repr(new)


class TestRefusals:
    """What the inventory could not hold is told at its cell, and the form leaves no trace."""

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"title": ""}, "registration.no-title"),
            ({"title": "x" * 257}, "registration.unfit"),
            ({"name": "Lê " + "a" * 300}, "registration.unfit"),
        ],
    )
    def test_a_row_that_does_not_fit(self, changed: dict[str, Any], code: str) -> None:
        """Nothing is allocated by a refused form."""
        takes = registrar()
        with pytest.raises(HopthuError) as raised:
            takes.take(form(row("Lê An"), row(**{"name": "Lê Ba"} | changed)))
        (problem,) = raised.value.problems
        assert (problem.code, problem.place.cell) == (code, "B5")
        assert len(problem.text()) < 120
        again = takes.take(form(row("Lê An")))
        assert [new.id for new in again.people] == ["thanh-hoa-0001"]

    def test_a_manager_who_has_left(self) -> None:
        """The mailbox is not given to a leaver; a leaver who manages nothing is merely known."""
        left = person(state="left", since="2008-11-15")
        assert registrar(left).take(form(row(left.name))).known == 1
        with pytest.raises(HopthuError, match="thanh-hoa-0041, who has left since 2008-11-15"):
            registrar(left).take(form(row(left.name, manages=True)))

    def test_another_key_is_refused(self) -> None:
        """With the wrong key everybody would be registered twice."""
        theirs = person(born="k0000:0123456789abcdef")
        with pytest.raises(HopthuError, match=f"another key \\(k0000\\) than {KEY.name}"):
            registrar(theirs)
        assert registrar(person(born=KEY.hash(BORN)))


class TestAllocation:
    """Ids and addresses are given once and for ever."""

    def test_ids_continue_after_the_highest(self) -> None:
        """Tombstones count; numbers of another province do not."""
        known = (
            person(id_="thanh-hoa-0009", state="left", since="2008-01-01"),
            person(id_="thanh-hoa-0002", mailbox="b"),
            person(id_="thanh-hoa-moi-0077", mailbox="c"),
            person(id_="odd", mailbox="d"),
        )
        (new,) = registrar(*known).take(form(row("Lê An"))).people
        assert new.id == "thanh-hoa-0010"

    def test_ids_grow_beyond_four_digits(self) -> None:
        """The ten thousandth of a province has an id too."""
        (new,) = registrar(person(id_="thanh-hoa-9999")).take(form(row("Lê An"))).people
        assert new.id == "thanh-hoa-10000"

    def test_addresses_of_all_kinds_are_taken(self) -> None:
        """Mailboxes, aliases, former ones, agencies' and reserved ones are passed over."""
        former = (FormerMailbox(mailbox="lean3"),)
        known = person(mailbox="lean", aliases=("lean2",), former_mailboxes=former)
        unit = Agency(id="x", name="X", kind="region", mailbox="lean4")
        takes = registrar(known, agencies=(unit,))
        people = takes.take(form(row("Lê An"), row("Ad Min"), row("Le An", born=None))).people
        assert [new.mailbox for new in people] == ["lean5", "admin2", "lean6"]

    def test_a_long_name_fits(self) -> None:
        """The number is within the policy's length, not beyond it."""
        allocator = Allocator(Inventory({}), replace(POLICY, max_length=8))
        assert [allocator.person_mailbox("Nguyễn Văn Hùng", HOME) for _ in range(11)][::9] == [
            "nguyenva",
            "nguyen10",
        ]

    def test_two_agencies_never_share_an_address(self) -> None:
        """Ids that differ by a hyphen alone do."""
        allocator = Allocator(Inventory({}), POLICY)
        assert allocator.agency_mailbox("thanh-hoa.bim-son") == "thads.bimson.thanhhoa"
        assert allocator.agency_mailbox("thanh-hoa.bims-on") == "thads.bimson.thanhhoa2"


class TestAgencies:
    """The agencies a form names."""

    def test_the_province_and_the_named_districts(self) -> None:
        """By code, with the names of the reference, under the policy's parent."""
        result = registrar().take(form(row("Lê An", BIM_SON)))
        assert [(a.id, a.parent, a.kind, a.name) for a in result.agencies] == [
            (HOME, "thads", "province", "Thi hành án dân sự tỉnh Thanh Hóa"),
            (BIM_SON, HOME, "district", "Thi hành án dân sự thị xã Bỉm Sơn"),
        ]

    def test_known_agencies_stay(self) -> None:
        """A name changed by hand is not registered again."""
        own = Agency(id=HOME, name="Đổi tên", kind="province", parent="thads")
        assert registrar(agencies=(own,)).take(form(row("Lê An"))).agencies == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("037 3852.123", "037 3852.123"),
        ("0373.852.123 / 852124", "0373.852.123 / 852124"),
        ("(037) 3852123", "0373852123"),
        ("+84 37 3852123", "+84 37 3852123"),
        ("037.3852123; 037.3852124", "0373852123"),
        ("037.3852123 máy lẻ 12", "0373852123"),
        ("", ""),
    ],
)
def test_an_office_number_fits_the_inventory(written: str, kept: str) -> None:
    """As written where that is a number, else the first number in digits."""
    (new,) = registrar().take(form(row("Lê An", phone=written))).people
    assert new.phone == kept


FORM = form(
    row("Nguyễn Văn Hùng", manages=True),
    row("Nguyễn Văn Hùng", BIM_SON, datetime.date(1980, 1, 1), phone="(037) 3852123"),
    row("H'Blum Êban", BIM_SON, None, title="no", manages=True),
)


def take(root: Path, taken: Form = FORM) -> Registration:
    """Register a form as a run of its own would."""
    return Registrar(read_inventory(root, POLICY), POLICY, KEY).take(taken)


class TestWriting:
    """What is written is an inventory again."""

    def test_a_form_becomes_files(self, root: Path) -> None:
        """Agencies, people, managers and the host are there, and the reader is content."""
        changed = write_registration(root, take(root))
        folder = root / "provinces" / "thanh_hoa"
        given = [root / "given" / f"{name}.txt" for name in ("thanh_hoa", "trung_uong")]
        records = [folder / "agencies.yml", folder / "people.yml", root / "hosts.yml"]
        assert changed == [*records, root / "given" / "environment", *given]
        inventory = read_inventory(root, POLICY)
        assert [(p.id, p.name, p.title, p.mailbox) for p in inventory.people()] == [
            ("thanh-hoa-0001", "Nguyễn Văn Hùng", "Chấp hành viên", "nguyenvanhung"),
            ("thanh-hoa-0002", "Nguyễn Văn Hùng", "Chấp hành viên", "nguyenvanhung2"),
            ("thanh-hoa-0003", "H'Blum Êban", "no", "hblumeban"),
        ]
        assert inventory.agencies[HOME].managers == ("thanh-hoa-0001",)
        assert inventory.agencies[BIM_SON].managers == ("thanh-hoa-0003",)
        assert (root / "hosts.yml").read_text().count("thanh_hoa:") == 1

    def test_a_second_intake_changes_nothing(self, root: Path) -> None:
        """The same form gives no record, no manager and no written file."""
        write_registration(root, take(root))
        again = take(root)
        assert (again.people, again.agencies, again.managers, again.known) == ([], [], {}, 3)
        assert write_registration(root, again) == []

    def test_a_new_manager_of_a_known_agency(self, root: Path) -> None:
        """The list grows by the one who was not in it."""
        write_registration(root, take(root))
        added = form(row("Lê An", manages=True), FORM.rows[0])
        write_registration(root, take(root, added))
        managers = read_inventory(root).agencies[HOME].managers
        assert managers == ("thanh-hoa-0001", "thanh-hoa-0004")

    def test_stopped_at_any_step_the_next_run_ends_right(
        self, root: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """All of a form is there or nothing, and the same form once more adds the rest."""

        def intake(environment: Path) -> None:
            with locked(environment):
                resume(environment)
                write_registration(environment, take(environment))

        def copy(name: str) -> Path:
            return Path(shutil.copytree(root, tmp_path_factory.mktemp(name) / "env"))

        undisturbed = copy("undisturbed")
        intake(undisturbed)
        wanted = files_below(undisturbed)
        for step in count(0, 3):  # every third; the set of files is stopped at each in its tests
            environment = copy("killed")
            stopped = stopped_at(step, partial(intake, environment))
            intake(environment)
            assert files_below(environment) == wanted
            if not stopped:
                break
        assert step >= 40


class TestKey:
    """The secret behind the hashes."""

    def test_a_key_is_made_once(self, tmp_path: Path) -> None:
        """Readable by its owner alone, and the same ever after."""
        path = tmp_path / "key"
        made = load_key(path)
        assert path.stat().st_mode & 0o777 == 0o600
        assert load_key(path) == made
        assert load_key(tmp_path / "other") != made
        assert made.secret.hex() not in repr(made)

    def test_a_hash_is_keyed_and_named(self) -> None:
        """Another day or another key gives another hash; no day gives none."""
        assert KEY.hash(None) == ""
        assert KEY.hash(BORN) == KEY.hash(BORN) != KEY.hash(datetime.date(1971, 3, 13))
        other = BirthKey(bytes([1] * 32))
        assert KEY.hash(BORN).split(":")[1] != other.hash(BORN).split(":")[1]
        assert KEY.hash(BORN).startswith(f"{KEY.name}:")

    @pytest.mark.parametrize("content", [b"", b"zz", b"00ff", "khoá".encode()])
    def test_a_file_that_is_no_key(self, tmp_path: Path, content: bytes) -> None:
        """A damaged key is told, never replaced."""
        path = tmp_path / "key"
        path.write_bytes(content)
        with pytest.raises(HopthuError, match="unreadable or no key"):
            load_key(path)
        assert path.read_bytes() == content

    def test_a_key_that_cannot_be_made(self, tmp_path: Path) -> None:
        """No folder, no key, no traceback."""
        with pytest.raises(HopthuError, match="unreadable or no key"):
            load_key(tmp_path / "nowhere" / "key")

    def test_a_lost_key_is_not_made_anew(self, tmp_path: Path) -> None:
        """Where hashes are, their key must be; where none are, one is made."""
        path = tmp_path / "key"
        hashed = Inventory({"x": Province("x", (), (person(born=KEY.hash(BORN)),))})
        with pytest.raises(HopthuError, match="hashed with another key"):
            key_for(hashed, path)
        assert not path.exists()
        assert key_for(Inventory({"x": Province("x", (), (person(),))}), path).secret
        path.write_text(KEY.secret.hex())
        assert key_for(hashed, path) == KEY


def test_every_agency_of_the_country_has_an_address_of_its_own() -> None:
    """No address of the reference tree is cut, numbered or unreadable to the inventory."""
    allocator = Allocator(Inventory({}), POLICY)
    units: list[reference.FormerProvince | reference.District] = []
    for province in reference.provinces().values():
        units += [province, *reference.districts(province.code)]
    fields = {field.name: PATTERNS[field.pattern] for field in AGENCY_FIELDS}
    for unit in units:
        mailbox = allocator.agency_mailbox(unit.id)
        assert mailbox.count(".") == unit.id.count(".") + 1
        assert not mailbox[-1].isdigit()
        values = {"id": unit.id, "name": unit.full_name, "code": unit.code, "mailbox": mailbox}
        for key, value in values.items():
            assert fields[key].match(value), value


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=20))
def test_any_name_gets_an_address_that_the_inventory_takes(names: list[str]) -> None:
    """Of a name that has a letter or digit at all, and none that no name has; each its own."""
    allocator = Allocator(Inventory({}), POLICY)
    written = [name for name in names if not unknown_letters(name) and mailbox_of(name)]
    found = [allocator.person_mailbox(name, HOME) for name in written]
    pattern = next(PATTERNS[field.pattern] for field in AGENCY_FIELDS if field.name == "mailbox")
    assert all(pattern.match(mailbox) and len(mailbox) <= 40 for mailbox in found)
    assert len(set(found)) == len(found)
