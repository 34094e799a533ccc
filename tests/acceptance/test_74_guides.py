"""The guides as an operator makes them, and as people read them on a telephone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .world import PROJECT, World, play

GUIDES = ("huong-dan-su-dung", "huong-dan-can-bo-quan-ly")
HOST = "guides_mail_host=mail1.moj.gov.vn"


@pytest.fixture(scope="module")
def guides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both guides, with the pictures that there are."""
    from hopthu.records.policy import Policy
    from hopthu.reports.guides.write import write_guides
    from tests.unit.reports.guides.guide_samples import SERVERS

    folder = tmp_path_factory.mktemp("guides")
    servers = replace(SERVERS, mail_host="mail1.moj.gov.vn")
    policy = Policy.of_environment(PROJECT / "inventory" / "lab")
    images = PROJECT / "docs" / "guide-images"
    texts = PROJECT / "roles" / "guides" / "templates"
    write_guides(folder, policy, servers, "Bộ Tư pháp", texts, images, check=False)
    return folder


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_sticks_out(browser: Browser, guides: Path, guide: str, width: int) -> None:
    """No scrolling to the side, every picture shown, letters of a size to be read."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, is_mobile=width < 800, offline=True
    )
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((guides / f"{guide}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        shown = "[...document.images].every(each => each.complete && each.naturalWidth > 0)"
        assert page.evaluate(shown)
        size = page.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('p.lead')).fontSize)"
        )
        assert size >= 16
        assert not [url for url in asked if not url.startswith(("file:", "data:"))]
    finally:
        context.close()


def test_check_write_and_rest(world: World) -> None:
    """A check tells what would be written, a run writes it, a second changes nothing."""
    folder = world.root / "guides"
    check = play(world, "--check", "--diff", "-e", HOST, playbook="guides")
    assert check.returncode == 0, check.stdout
    assert "changed=1" in check.stdout
    assert "+<title>Hướng dẫn sử dụng hộp thư điện tử moj.gov.vn</title>" in check.stdout
    assert "base64" not in check.stdout
    assert not folder.exists()
    run = play(world, "-e", HOST, playbook="guides")
    assert run.returncode == 0, run.stdout
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"{guide}.{kind}" for guide in GUIDES for kind in ("html", "pdf")
    )
    assert "mail1.moj.gov.vn" in (folder / f"{GUIDES[0]}.html").read_text(encoding="utf-8")
    again = play(world, "-e", HOST, playbook="guides")
    assert again.returncode == 0, again.stdout
    assert "changed=0" in again.stdout


@pytest.mark.parametrize(
    ("mail", "web", "first_login", "autoconfig"),
    [
        ("{}", "", False, False),
        ("{mail_server_web_addresses: [192.0.2.7]}", "", True, False),
        ("{}", "web1: {}", False, True),
        ("{mail_server_web_addresses: [192.0.2.7]}", "web1: {webmail_autoconfig: false}",
         True, False),
    ],
)  # fmt: skip
def test_what_the_servers_roles_are_told(
    world: World, mail: str, web: str, first_login: bool, autoconfig: bool
) -> None:
    """Where a first password works, and whether Thunderbird finds the servers by itself."""
    servers = world.root / "servers.yml"
    servers.write_text(
        f"all: {{children: {{mail_servers: {{hosts: {{mail1: {mail}}}}}, "
        f"web_servers: {{hosts: {{{web}}}}}}}}}\n"
    )
    run = play(world, "-i", str(servers), playbook="guides")
    assert run.returncode == 0, run.stdout
    text = (world.root / "guides" / f"{GUIDES[0]}.html").read_text(encoding="utf-8")
    assert ("Thunderbird tự tìm được máy chủ" in text) == autoconfig
    assert ("Hãy làm xong bước này trước" in text) == first_login


def test_an_environment_without_a_mail_server(world: World) -> None:
    """One message with the remedy, in the operator's language."""
    run = play(world, playbook="guides", HOPTHU_LANG="vi")
    assert run.returncode == 2
    assert "guides_mail_host=mail.moj.gov.vn" in run.stdout
    assert "tài liệu cần tên máy chủ thư" in run.stdout
    assert "Traceback" not in run.stdout + run.stderr
