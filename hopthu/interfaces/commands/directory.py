"""The embedded directory of the project: ``scripts/directory start|stop|status|uri|reset``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from hopthu.servers.lab.config import PROJECT
from hopthu.servers.lab.slapd import Slapd
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text

from .helping import Parser

FOLDER = PROJECT / ".lab" / "directory"

_FOLDER_HELP = Text(en="where it lives (default: {folder})", vi="nơi chứa (mặc định: {folder})")
_ACTIONS = {
    "start": Text(en="start it (twice is once)", vi="khởi động (gọi lại cũng không sao)"),
    "stop": Text(en="stop it; the data stay", vi="dừng; dữ liệu vẫn còn"),
    "status": Text(
        en="say whether it runs, where, and with how many entries; exit status 3 if it does not",
        vi="cho biết có đang chạy không, ở đâu, bao nhiêu mục; mã thoát 3 nếu không chạy",
    ),
    "uri": Text(en="print its address, for LDAP's own tools", vi="in địa chỉ, cho công cụ LDAP"),
    "reset": Text(en="throw its data away and start anew", vi="xoá hết dữ liệu và bắt đầu lại"),
}
_RUNNING = Text(
    en="running  {uri}  {count} entries  pid {pid}", vi="đang chạy  {uri}  {count} mục  pid {pid}"
)
_STOPPED = Text(
    en="not running → scripts/directory start", vi="không chạy → scripts/directory start"
)
_NOT_RUNNING = 3  # as the LSB has it for "status"


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one action and return the exit status: 0, 1 for an error, 3 for not running."""
    parser = Parser(prog="scripts/directory")
    actions = parser.add_subparsers(dest="action", required=True)
    for name, text in _ACTIONS.items():
        action = actions.add_parser(name, help=text.render(), description=text.render())
        action.add_argument(
            "--folder",
            type=Path,
            default=FOLDER,
            help=_FOLDER_HELP.render({"folder": FOLDER.relative_to(PROJECT)}),
        )
    options = parser.parse_args(arguments)
    steps: dict[str, Callable[[Slapd], None]] = {
        "start": Slapd.start,
        "stop": Slapd.stop,
        "status": lambda _: None,
        "uri": lambda _: None,
        "reset": _reset,
    }
    try:
        slapd = Slapd(options.folder)
        steps[options.action](slapd)
        return _report(slapd, options.action)
    except HopthuError as error:
        print(error.render(), file=sys.stderr)
        return 1


def _reset(slapd: Slapd) -> None:
    slapd.destroy()
    slapd.start()


def _report(slapd: Slapd, action: str) -> int:
    if action == "uri":
        print(slapd.uri)
        return 0
    if not slapd.running:
        print(_STOPPED.render())
        return _NOT_RUNNING if action == "status" else 0
    print(_RUNNING.render({"uri": slapd.uri, "count": slapd.count(), "pid": slapd.pid}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
