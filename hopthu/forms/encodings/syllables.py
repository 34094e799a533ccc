"""Tell Vietnamese syllables from other words by how they are built: onset, rhyme and tone."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# grave, acute, tilde, hook above, dot below
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPPED_TONES = "\u0301\u0323"  # the only ones before c, ch, p, t
_VOWELS = "aăâeêioôơuưy"
_ONSET = re.compile(r"(?:ngh?|gh|gi(?=[aăâeêoôơuư])|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?")
_FRONT = "eêiy"
# Without oong (xoong) and uơ (thuở): one or two words have them, and they make many a misreading.
_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e
    ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên
    iêng iêp iêt iêu o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat
    oay oăc oăm oăn oăng oăt oe oen oeo oet ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc
    ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uy uya uych
    uyn uynh uyt uyu uyên uyêt ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y
    yêm yên yêng yêt yêu
    """.split()  # noqa: SIM905 (reads better than a list of quotes)
)
# The u of qu is written with the onset.
_AFTER_QU = frozenset(
    """
    a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăt âc ân âng ât ây e en eo et ê ên êch
    ênh êt i in inh it ơ ôc y ych ynh yt yên yêt
    """.split()  # noqa: SIM905 (reads better than a list of quotes)
)


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Tell whether a word in NFC is a Vietnamese syllable, in small, large or first capitals."""
    small = word.lower()
    if word not in (small, word.upper(), small[:1].upper() + small[1:]):
        return False
    letters = unicodedata.normalize("NFD", small)
    tones = [letter for letter in letters if letter in _TONES]
    if not tones:
        return _tone_places(small) is not None
    if len(tones) > 1:
        return False
    before = unicodedata.normalize("NFC", letters[: letters.index(tones[0])])
    plain = unicodedata.normalize("NFC", letters.replace(tones[0], ""))
    places = _tone_places(plain)
    if places is None or len(before) - 1 not in places:
        return False
    return tones[0] in _STOPPED_TONES or not plain.endswith(("c", "ch", "p", "t"))


@cache
def _tone_places(plain: str) -> frozenset[int] | None:
    """Return the letters that may bear the tone of a syllable without it; ``None`` for none."""
    match = _ONSET.match(plain)
    onset = match[0] if match else ""
    rhyme = plain[len(onset) :]
    if onset == "g" and plain.startswith("gi"):  # gì, gìn: the i is onset and vowel
        return _placed(onset, rhyme) if rhyme in ("i", "in", "im") else None
    if onset == "gi" and rhyme[0] == "ê":  # giếng: one i for two
        return _placed(onset, rhyme) if f"i{rhyme}" in _RHYMES else None
    if rhyme not in (_AFTER_QU if onset == "qu" else _RHYMES):
        return None
    front = rhyme[0] in _FRONT
    if onset in ("gh", "ngh") and not front:
        return None
    if onset in ("c", "g", "ng") and front:
        return None
    return _placed(onset, rhyme)


def _placed(onset: str, rhyme: str) -> frozenset[int]:
    """Return the places for the tone in a rhyme; both customs count (hòa, hoà)."""
    start = len(onset)
    vowels = len(rhyme) - len(rhyme.lstrip(_VOWELS))
    marked = [place for place in range(vowels) if rhyme[place] in "ăâêôơ"]
    if marked:
        return frozenset({start + marked[-1]})
    if vowels == 1:
        return frozenset({start})
    if vowels == 3:
        return frozenset({start + 1})
    if rhyme[:2] in ("oa", "oe", "uy"):
        return frozenset({start, start + 1})
    return frozenset({start + (len(rhyme) > vowels)})
