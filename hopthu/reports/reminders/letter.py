"""The letter that reminds a province of who has not logged in: official, and in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hopthu.records.handover_terms import Terms
from hopthu.records.model import Inventory

from ..letters.official import LetterTable, Signer, head_of, write_letter
from .people import Handed, Owner

_HEAD = ("STT", "Họ và tên", "Cơ quan", "Hộp thư", "Ngày giao phiếu", "Hạn của mật khẩu")
_WIDTHS = (13, 36, 37, 35, 22, 22)
_NOT_YET = "chưa"
_COPIES = ("Như trên", "Lưu: VT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a clerk decides: the number and day of the letter, until when, and who signs.

    ``number`` may be empty and ``on`` None, for the registry to fill in; ``until`` None: at once;
    a ``signer`` without a post: the head of the agency that writes.
    """

    number: str
    on: date | None
    until: date | None
    signer: Signer
    place: str


def letter_name(each: Handed) -> str:
    """What the file is called."""
    return f"nhac-dang-nhap-{each.province}.docx"


def remind(
    path: Path, each: Handed, inventory: Inventory, terms: Terms, wanted: Wanted, today: date
) -> None:
    """Write the letter to a province about who has not logged in until ``today``."""
    letterhead = inventory.letterhead()
    to, you = _addressee(each, inventory, letterhead)
    holders = [key.name for key in inventory.provinces[each.province].keys]
    write_letter(
        path,
        letterhead=letterhead,
        number=wanted.number,
        date=wanted.on,
        place=wanted.place,
        to=to,
        subject="đôn đốc nhận và sử dụng hộp thư điện tử",
        paragraphs=_opening(each, you, letterhead, today),
        table=LetterTable(
            head=_HEAD,
            rows=[_row(number, owner) for number, owner in enumerate(each.missing, 1)],
            widths=_WIDTHS,
        ),
        closing=_closing(each, you, terms, wanted, holders),
        signer=wanted.signer if wanted.signer.post else head_of(letterhead, wanted.signer.name),
        copies=_COPIES,
        mode=0o600,
    )


def _addressee(each: Handed, inventory: Inventory, letterhead: Sequence[str]) -> tuple[str, str]:
    """To whom, and how the letter speaks to them: the province's own agency, by its name.

    Of the centre's people it is their units: nobody writes to himself, nor to the ministry above.
    """
    agencies = [a for a in inventory.provinces[each.province].agencies if not a.ended]
    kinds = inventory.kinds
    own = next((agency.name for agency in agencies if agency.kind in kinds.provinces), "")
    if not own and letterhead and {agency.kind for agency in agencies} & set(kinds.centre):
        return f"Các đơn vị thuộc {letterhead[-1]}", "Quý đơn vị"
    return own or each.title, "Quý cơ quan"


def _opening(each: Handed, you: str, letterhead: Sequence[str], today: date) -> list[str]:
    domain = each.missing[0].address.partition("@")[2]
    we = letterhead[-1] if letterhead else "Chúng tôi"
    if each.logged_in:
        found = f"đã có {len(each.logged_in)} người đăng nhập; còn {len(each.missing)} người"
    elif len(each.missing) > 1:
        found = f"cả {len(each.missing)} người"
    else:
        found = "người"
    return [
        f"{we} đã cấp hộp thư điện tử thuộc tên miền {domain} cho {len(each.with_slip)} công chức, "
        f"người lao động của {you}. Theo dữ liệu của hệ thống, đến ngày {today:%d/%m/%Y} "
        f"{found} có tên dưới đây chưa đăng nhập lần nào kể từ khi được cấp mật khẩu lần đầu "
        f"(cột Hộp thư ghi phần trước @{domain}):"
    ]


def _row(number: int, owner: Owner) -> list[str]:
    receipt, slip = owner.receipt, owner.slip
    return [
        *(str(number), owner.name, owner.agency, owner.address.partition("@")[0]),
        _day(receipt.on) if receipt else _NOT_YET,
        _day(slip.valid_until) if slip else "",
    ]


def _closing(each: Handed, you: str, terms: Terms, wanted: Wanted, holders: list[str]) -> list[str]:
    until = f" trước ngày {wanted.until:%d/%m/%Y}" if wanted.until else ""
    who = "những người" if len(each.missing) > 1 else "người"
    ask = f" ({', '.join(holders)})" if holders else ""
    return [
        f"Đề nghị {you} đôn đốc {who} có tên nêu trên đăng nhập tại địa chỉ "
        f"{terms.webmail} và đổi mật khẩu{until}.",
        "Người chưa nhận được phiếu giao hộp thư đề nghị liên hệ người nhận phiếu của "
        f"{you}{ask}. Mật khẩu lần đầu không dùng được nữa sau thời hạn ghi ở cột cuối; trường hợp "
        f"đã hết hạn hoặc mất phiếu, đề nghị {you} gửi danh sách để được cấp lại.",
        "Trân trọng./.",
    ]


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}"
