"""Which provinces a change of files can touch."""

from __future__ import annotations

import pytest

from hopthu.ci.review.touched import Touched, touched_by

HOSTS = """\
all:
  vars:
    hopthu_bind_password: !vault |
      $ANSIBLE_VAULT;1.1;AES256
      6162
  children:
    provinces:
      hosts:
        thanh_hoa:
        trung_uong:
"""


def judged(*paths: str, before: str = "", after: str = "") -> Touched:
    """Judge a change of ``paths`` in inventory/lab, where trung_uong is the centre."""
    return touched_by(
        paths, "inventory/lab", frozenset({"trung_uong"}), lambda _path: (before, after)
    )


THANH_HOA = [
    "inventory/lab/provinces/thanh_hoa/people.yml",
    "inventory/lab/provinces/thanh_hoa/sub/more.yml",
]
EVERYBODY = [
    "inventory/lab/provinces/README.md",
    "inventory/lab/provinces/trung_uong/agencies.yml",
    "inventory/lab/group_vars/all/policy.yml",
    "inventory/lab/new.yml",
    "group_vars/all/policy.yml",
    "hopthu/provision/desired/people.py",
    "playbooks/provision.yml",
    "roles/provision/tasks/main.yml",
]
NOBODY = [
    "inventory/lab/changes/0001-x.yml",
    "inventory/lab/given/thanh_hoa.txt",
    "inventory/other/provinces/thanh_hoa/people.yml",
    "inventory/laboratory/hosts.yml",
    "docs/en/operator/apply.md",
    ".github/workflows/ci.yml",
    "README.md",
]


@pytest.mark.parametrize(
    ("path", "provinces"),
    [
        *((path, {"thanh_hoa"}) for path in THANH_HOA),
        *((path, None) for path in EVERYBODY),
        *((path, set()) for path in NOBODY),
    ],
)
def test_a_file_reaches_so_far(path: str, provinces: set[str] | None) -> None:
    """Records reach their province; policy, code and the centre reach all; texts nobody."""
    expected = Touched(everything=True) if provinces is None else Touched(frozenset(provinces))
    assert judged(path) == expected


def test_files_add_up() -> None:
    """Several provinces in one change; a renamed folder is both its names."""
    paths = [f"inventory/lab/provinces/{name}/people.yml" for name in ("ha_tay", "ha_noi")]
    assert judged(*paths, "README.md").provinces == {"ha_tay", "ha_noi"}


def test_an_environment_that_is_a_repository_of_its_own() -> None:
    """Its files stand at the root of git."""

    def touched(path: str) -> Touched:
        return touched_by([path], ".", frozenset(), lambda _path: ("", ""))

    assert touched("provinces/thanh_hoa/people.yml").provinces == {"thanh_hoa"}
    assert touched("group_vars/all/policy.yml").everything
    assert touched("changes/0001-x.yml") == Touched()


class TestHosts:
    """``hosts.yml`` changes with every new province, and must not make that a national matter."""

    def test_a_new_host(self) -> None:
        """Reaches its province."""
        after = HOSTS.replace("        trung_uong", "        nghe_an:\n        trung_uong")
        assert judged("inventory/lab/hosts.yml", before=HOSTS, after=after).provinces == {"nghe_an"}

    def test_a_lost_host(self) -> None:
        """Too."""
        after = HOSTS.replace("        thanh_hoa:\n", "")
        touched = judged("inventory/lab/hosts.yml", before=HOSTS, after=after)
        assert touched.provinces == {"thanh_hoa"}

    def test_variables_of_a_host(self) -> None:
        """Too."""
        after = HOSTS.replace("thanh_hoa:", "thanh_hoa: {hopthu_language: vi}")
        touched = judged("inventory/lab/hosts.yml", before=HOSTS, after=after)
        assert touched.provinces == {"thanh_hoa"}

    @pytest.mark.parametrize(
        "after",
        [
            HOSTS.replace("6162", "6163"),
            HOSTS.replace("vars", "children"),
            "all: [",
            "all: {children: {provinces: {hosts: [a]}}}",
            "",
        ],
    )
    def test_anything_else(self, after: str) -> None:
        """Reaches all."""
        assert judged("inventory/lab/hosts.yml", before=HOSTS, after=after).everything
