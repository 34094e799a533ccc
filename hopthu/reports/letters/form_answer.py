"""The official letter with a form that is sent back: what is wrong, where, how to mend it."""

from __future__ import annotations

import datetime
from pathlib import Path

from hopthu.forms.answer.letter import Sender, letter_parts
from hopthu.forms.answer.outcome import Outcome

from .official import LetterTable, head_of, write_letter

_HEAD = ("TT", "Vị trí", "Lỗi", "Cách sửa")
_WIDTHS = (12, 38, 60, 55)
_MOST = 200  # mistakes; nobody reads a table of thousands, and Word is slow with it
_PRIVATE = 0o600  # a mistake is told with the words of the form


def write_form_answer(outcome: Outcome, sender: Sender, day: datetime.date) -> Path | None:
    """Write the letter beside the text that says the same; None where there is nothing to answer.

    Raises HopthuError where the file cannot be written.
    """
    if outcome.letter is None:
        return None
    path = outcome.letter.with_suffix(".docx")
    parts = letter_parts(outcome, sender, outcome.copy.name if outcome.copy else "")
    rows = [
        (str(number), fault.where, fault.text, fault.remedy)
        for number, fault in enumerate(parts.faults[:_MOST], 1)
    ]
    if more := len(parts.faults) - _MOST if len(parts.faults) > _MOST else 0:
        rows.append(("…", "", f"và {more} lỗi nữa, ghi đủ trong {outcome.letter.name}", ""))
    write_letter(
        path,
        letterhead=sender.letterhead,
        number="",
        date=day,
        to=parts.to,
        subject=parts.subject,
        paragraphs=(parts.state,),
        table=LetterTable(head=_HEAD, rows=rows, widths=_WIDTHS),
        closing=(*parts.wanted, parts.contact, f"{parts.reference}.", "Trân trọng./."),
        signer=head_of(sender.letterhead),
        copies=("Như trên", "Lưu: VT"),
        mode=_PRIVATE,
    )
    return path
