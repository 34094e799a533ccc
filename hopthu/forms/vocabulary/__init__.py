"""What words of a form mean: data of the package, and what an environment has learnt by answers."""

from __future__ import annotations

from .words import Vocabulary, load_words

__all__ = ["Vocabulary", "load_words"]
