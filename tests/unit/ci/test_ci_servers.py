"""What a check run of Ansible tells of servers, from runs of Ansible itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from hopthu.ci.runs.ansible_run import AnsibleRun, run_ansible
from hopthu.ci.steps.configured import Server, servers_of

ALL = ("right", "wrong", "broken", "away")
PLAY = """\
- name: Servers
  hosts: all
  gather_facts: false
  tasks:
    - name: Reach it
      ansible.builtin.ping:
    - name: What is right
      ansible.builtin.debug: {msg: "changed: [liar]"}
    - name: Say what waits
      ansible.builtin.debug:
        msg:
          - "{{ inventory_hostname }}: waits for a reboot, after an update"
          - "{{ inventory_hostname }}: the certificate /etc/a.crt ends 2008-12-01"
      when: inventory_hostname in ['right', 'broken']
    - name: Configuration
      ansible.builtin.copy: {content: new, dest: "{{ folder }}/{{ item }}", mode: "0600"}
      loop: [a, b]
      when: inventory_hostname in ['wrong', 'broken']
      notify: Restart
    - name: Something ignored
      ansible.builtin.command: /nonexistent
      ignore_errors: true
      check_mode: false
      when: inventory_hostname == 'right'
    - name: Something that fails
      ansible.builtin.fail: {msg: 'disk "full"'}
      when: inventory_hostname == 'broken'
  handlers:
    - name: Restart
      ansible.builtin.copy: {content: new, dest: "{{ folder }}/c", mode: "0600"}
"""
HOSTS = """\
all:
  vars: {ansible_connection: local, ansible_python_interpreter: "{{ ansible_playbook_python }}"}
  hosts:
    right:
    wrong:
    broken:
    away: {ansible_connection: ssh, ansible_host: 127.0.0.9, ansible_port: 1}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> AnsibleRun:
    """A check run over a host that is right, one that is not, one that fails, one that is away."""
    folder = tmp_path_factory.mktemp("servers")
    play, hosts = folder / "play.yml", folder / "hosts.yml"
    play.write_text(PLAY, encoding="utf-8")
    hosts.write_text(HOSTS, encoding="utf-8")
    made = run_ansible(str(play), hosts, "--check", variables={"folder": str(folder)})
    assert not (folder / "a").exists()
    return made


def test_what_each_host_would_change(run: AnsibleRun) -> None:
    """Each task once, handlers too; what failed, and where; who was not reached."""
    servers = {server.host: server for server in servers_of(run, ALL)}
    ends = (("/etc/a.crt", "2008-12-01"),)
    assert servers["right"] == Server("right", certificates=ends, reboot=True)
    assert servers["wrong"] == Server("wrong", ("Configuration", "Restart"))
    assert servers["broken"] == Server(
        "broken",
        ("Configuration",),
        failed_at="Something that fails",
        why='disk "full"',
        certificates=ends,
        reboot=True,
    )
    away = servers["away"]
    assert away.unreachable
    assert "127.0.0.9" in away.why
    assert [server.is_right for server in servers_of(run, ALL)].count(True) == 1
    assert servers["right"].differs
    assert not Server("right", reboot=True).differs


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "wrong: playbooks/site.yml would change 2 things: Configuration; Restart"),
        ("vi", "wrong: playbooks/site.yml sẽ thay đổi 2 điều: Configuration; Restart"),
        ("en", "right waits for a reboot, after an update"),
        ("vi", "right đang chờ khởi động lại sau khi cập nhật"),
    ],
)
def test_in_words(run: AnsibleRun, language: str, expected: str) -> None:
    """One line a host, and one more where its check did not come to the end."""
    lines = [line for server in servers_of(run, ALL) for line in server.lines(language)]
    assert expected in lines
    assert len(lines) == 9
    assert any("disk" in line and "Something that fails" in line for line in lines)


def test_a_run_that_reaches_no_host(tmp_path: Path) -> None:
    """A playbook that cannot be read says so, and is not taken for servers that are right."""
    hosts = tmp_path / "hosts.yml"
    hosts.write_text("all: {hosts: {right: }}\n", encoding="utf-8")
    (tmp_path / "play.yml").write_text("- hosts: all\n  roles: [no_such_role]\n", encoding="utf-8")
    run = run_ansible(str(tmp_path / "play.yml"), hosts, "--check", variables={})
    (server,) = servers_of(run, ["right"])
    assert server.differs
    assert "no_such_role" in "".join(server.lines("en"))
