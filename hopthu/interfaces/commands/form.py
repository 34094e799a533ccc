"""``scripts/form``: an empty registration form for a province."""

from __future__ import annotations

import sys
from pathlib import Path

from hopthu.files.whole import write_whole
from hopthu.forms.blank import blank_form, registered_in, sender_of
from hopthu.forms.model import FormKind
from hopthu.records.inventory.read import read_inventory
from hopthu.records.policy import Policy
from hopthu.text.errors import HopthuError, Place

from . import messages, words
from .cli import run
from .helping import Parser


def form(province_name: str, root: Path, path: Path | None, kind: FormKind) -> int:
    """Write an empty form; raises HopthuError for an unknown province and a file that exists."""
    policy = Policy.of_environment(root)
    inventory = read_inventory(root, policy)
    sender = sender_of(province_name, inventory, policy)
    path = path or Path(sender.file_name(kind))
    if path.exists():
        raise HopthuError.of(messages.EXISTS, Place(str(path)))
    registered = registered_in(inventory, sender.id, policy.domain)
    write_whole(path, blank_form(sender, kind, policy.domain, registered))
    values = {"path": path, "province": sender.title, "registered": len(registered)}
    sys.stdout.write(words.FORM_WROTE.render(values) + "\n")
    return 0


def main() -> int:
    """Entry point."""
    parser = Parser(prog="scripts/form")
    add = parser.add_argument
    add("province", metavar="PROVINCE", help="name, host or code: “Thanh Hóa”, thanh_hoa, 38")
    add("--into", type=Path, default=Path("inventory/lab"), metavar="ENVIRONMENT",
        help="whose people are listed as registered (default: inventory/lab)")  # fmt: skip
    add("-o", "--output", type=Path, metavar="FILE.xlsx",
        help="what to write (default: 38_thanh_hoa.xlsx, in this folder)")  # fmt: skip
    add("--mailboxes", action="store_const", dest="kind",
        const=FormKind.MAILBOXES, default=FormKind.STAFF,
        help="a form for the agencies' mailboxes and who manages them")  # fmt: skip
    arguments = parser.parse_args()
    return run(lambda: form(arguments.province, arguments.into, arguments.output, arguments.kind))


if __name__ == "__main__":
    sys.exit(main())
