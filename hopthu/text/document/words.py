"""What a report says of itself."""

from __future__ import annotations

from ..language import Text

MORE = Text("… and {n} more rows", "… và {n} dòng nữa")
