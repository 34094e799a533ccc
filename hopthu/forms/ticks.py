"""Ticks that fonts of signs draw: Word and Excel keep them as private characters."""

from __future__ import annotations

from dataclasses import replace

from .sheet import Sheet

# Of Wingdings and Wingdings 2, as Word stores them (U+F000 and the code in the font).
_TICKS = str.maketrans({
    "\uf0fc": "✓", "\uf0fe": "☑", "\uf0fd": "☒", "\uf0fb": "✗", "\uf0a8": "☐", "\uf06f": "☐",
    "\uf052": "☑", "\uf050": "✓", "\uf053": "☒", "\uf051": "✗", "\uf0a3": "☐", "\uf071": "☐",
})  # fmt: skip


def with_ticks(sheet: Sheet) -> Sheet:
    """Return a sheet whose ticks are such in Unicode, before cleaning takes private signs away."""
    changed = {
        (row, column): cell._replace(text=text, runs=())
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
        if len(cell.text) == 1 and (text := cell.text.translate(_TICKS)) != cell.text
    }
    if not changed:
        return sheet
    rows = {row: dict(cells) for row, cells in sheet.rows.items()}
    for (row, column), cell in changed.items():
        rows[row][column] = cell
    return replace(sheet, rows=rows)
