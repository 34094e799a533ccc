"""Make first passwords for people of one province: hashed for the directory, sealed for the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hopthu.records.handover_terms import Terms

from .bundle import Bundle, seal
from .password import first_password, hashed
from .slip import Guidance, Slip
from .store import Record, Store, bundle_name

_CENTRE = "(recovery key)"


def issue(
    store: Store,
    province: str,
    title: str,
    people: Sequence[Slip],
    keys: Sequence[tuple[str, str]],
    terms: Terms,
    *,
    again: bool = False,
) -> tuple[Record, list[bytes]]:
    """Give ``people`` passwords and keep their slips sealed in ``store``.

    ``keys`` are names of holders and their public keys. Returns the bundle's record and the hashes
    in the order of ``people``; the slips are on the disk by then. Raises HopthuError when they are
    not. ``again``: these people had a password before.
    """
    now = datetime.now(UTC)
    until = (date.today() + timedelta(days=terms.days)).isoformat()
    slips = tuple(replace(slip, password=first_password()) for slip in people)
    name = bundle_name(province, now)
    guidance = Guidance(
        webmail=terms.webmail, help=terms.help, valid_until=until, shortest=terms.shortest
    )
    holders = [*keys, *([(_CENTRE, terms.recovery_key)] if terms.recovery_key else [])]
    bundle = Bundle(name=name, province=province, title=title, slips=slips, guidance=guidance)
    sealed = seal(bundle, [key for _, key in holders])
    record = Record(
        bundle=name,
        province=province,
        made=now.isoformat(timespec="seconds"),
        valid_until=until,
        keys=tuple(holder for holder, _ in holders),
        people=tuple(slip.id for slip in slips),
        again=again,
    )
    store.put(record, sealed)
    return record, hashed([slip.password for slip in slips])
