"""How much a form may hold. A workbook beyond it is refused before it fills the memory."""

from __future__ import annotations

from hopthu.text.errors import HopthuError

from .. import messages

# 10 000 people in 12 columns and a margin: no province has a tenth of it.
MAX_CELLS = 400_000
# An .xls has no more. What stands further to the right is left unread: no table reaches there.
MAX_COLUMNS = 256


class Budget:
    """Counts what a file holds and stops at the limit."""

    def __init__(self) -> None:
        self._left = MAX_CELLS

    def spend(self) -> None:
        """Count one cell or range; raises ``HopthuError`` beyond the limit."""
        self._left -= 1
        if self._left < 0:
            raise HopthuError.of(messages.TOO_MANY_CELLS, limit=MAX_CELLS)
