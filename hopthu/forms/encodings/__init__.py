"""Bring the text of a form to Unicode, whichever of the encodings in use it was typed in.

Before Unicode, Vietnamese was stored as if it were Western European; only a font (``.VnTime``,
``VNI-Times``) drew it. So a telling font decides, run by run. Text without one is read as what
makes Vietnamese syllables of it; where several readings do, its column and its sheet decide.
"""

from __future__ import annotations

from .decoder import Decoder
from .kinds import CHOICES

__all__ = ["CHOICES", "Decoder"]
