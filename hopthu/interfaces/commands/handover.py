"""``scripts/handover``: slips of first passwords, from the centre's bundles to a receipt.

``key`` and ``open`` are for the provinces: they need Python and pyrage, on any system, and no
inventory.
"""

from __future__ import annotations

import getpass
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from hopthu.provision.handover.bundle import LIST, SHEETS
from hopthu.provision.handover.opened import create, keep, open_bundle
from hopthu.provision.handover.store import ISSUED, Receipt, Record, Store
from hopthu.text.errors import HopthuError
from hopthu.text.language import Text
from hopthu.text.operator import operator

from .cli import run
from .passwords import messages, words
from .passwords.arguments import parser


def key(path: Path) -> int:
    """Make a key pair: the private key goes into a new file, the public one is printed."""
    import pyrage

    secret = _asked(words.NEW_PASSPHRASE)
    if secret and _asked(words.AGAIN) != secret:
        raise HopthuError.of(messages.DIFFER)
    identity = pyrage.x25519.Identity.generate()
    content = f"# {identity.to_public()}\n{identity}\n".encode()
    create(path, pyrage.passphrase.encrypt(content, secret) if secret else content)
    print(words.KEY.render({"path": path, "key": identity.to_public()}))
    return 0


def _asked(question: Text) -> str:
    """What somebody types unseen."""
    try:
        return getpass.getpass(question.render())
    except EOFError as error:
        raise HopthuError.of(messages.NO_TERMINAL) from error


def opened(bundle: Path, private_key: Path, into: Path | None) -> int:
    """Open a bundle into a folder of its own."""
    files = open_bundle(bundle, private_key, lambda: _asked(words.PASSPHRASE))
    paths = keep(files, into or Path(bundle.stem))
    listed = json.loads(files[LIST])
    values = {
        "n": len(listed["slips"]),
        "title": listed["title"],
        "until": listed["valid_until"],
        "paths": "\n".join(f"  {path}" for path in paths),
        "sheets": SHEETS,
    }
    print(words.OPENED.render(values))
    return 0


def status(store: Store, today: str) -> int:
    """List the bundles of an environment and what became of them."""
    records = store.records()
    if not records:
        print(words.NONE.render({"folder": store.folder}))
        return 0
    print(_row(*words.HEAD.render().split("|")))
    newest = {person: record.bundle for record in records for person in record.people}
    for record in records:
        good = [person for person in record.people if newest[person] == record.bundle]
        state = words.STATES[_state(record, good, today)].render({"keys": ", ".join(record.keys)})
        handed = len(record.people) - len(record.waiting)
        print(_row(record.bundle, len(record.people), handed, record.valid_until, state))
    print(words.READ.render({"folder": store.folder}))
    return 0


def _row(bundle: str, slips: object, handed: object, until: str, state: str) -> str:
    return f"{bundle:<42} {slips:>6} {handed:>8}  {until:<12} {state}"


def _state(record: Record, good: list[str], today: str) -> str:
    """The state of a bundle whose slips are the newest of ``good``."""
    if not good:
        return "void"
    if record.state != ISSUED:
        return "sealed"
    if not set(good) & set(record.waiting):
        return "done"
    return "late" if record.valid_until < today else "send"


def receipt(store: Store, name: str, to: str, on: str, people: list[str]) -> int:
    """Note that slips of a bundle (default: all that nobody has yet) were handed to ``to``."""
    try:
        date.fromisoformat(on)
    except ValueError as error:
        raise HopthuError.of(messages.BAD_DAY, day=on) from error
    stem = Path(name).name.removesuffix(".age")
    record = next((record for record in store.records() if record.bundle == stem), None)
    if record is None:
        raise HopthuError.of(messages.NO_BUNDLE, name=stem, folder=store.folder)
    for person in people:
        if person not in record.people:
            known = ", ".join(record.people)
            raise HopthuError.of(messages.NOT_IN_IT, name=stem, person=person, people=known)
    handed = tuple(people) or record.waiting
    if not handed:
        raise HopthuError.of(messages.ALL_HANDED, name=stem)
    noted = store.handed(record, Receipt(to=to, on=on, by=operator(), people=handed))
    values = {"bundle": stem, "n": len(handed), "to": to, "left": len(noted.waiting)}
    print(words.NOTED.render(values))
    return 0


def main() -> int:
    """Entry point."""
    arguments = parser().parse_args()
    today = datetime.now(UTC).astimezone().date().isoformat()
    if arguments.verb == "key":
        return run(lambda: key(arguments.output))
    if arguments.verb == "open":
        return run(lambda: opened(arguments.bundle, arguments.key, arguments.into))
    # Only here: a province, which opens bundles, has neither Ansible, ldap3 nor python-docx.
    if arguments.verb in ("logins", "remind"):
        from .passwords.logins import logins, reminders

        verb = logins if arguments.verb == "logins" else reminders
        return run(lambda: verb(arguments.environment, arguments))
    from hopthu.ci.runs.environment import bundles_of

    def store() -> Store:
        return Store(arguments.bundles or bundles_of(arguments.environment))

    if arguments.verb == "status":
        return run(lambda: status(store(), today))
    on = arguments.on or today
    return run(lambda: receipt(store(), arguments.bundle, arguments.to, on, arguments.people))


if __name__ == "__main__":
    sys.exit(main())
