"""Which words need quotes: judged by what YAML libraries themselves make of them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hopthu.files.strict_yaml import is_plainly_text

WORDS = st.one_of(
    st.text("0123456789_,.:+-eExXoObBaAfFtTzZ ", min_size=1, max_size=12),
    st.sampled_from(["yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "y", "n"]),
    st.from_regex(
        r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{2}:[0-9]{2})?Z?", fullmatch=True
    ),
).map(str.strip)


@settings(deadline=None, max_examples=400)
@example("-0x1f")
@example(".5_0")
@example("2008-11-15 10:00:00")
@given(WORDS)
def test_pyyaml_reads_plain_text_as_text(word: str) -> None:
    """No word passes that YAML 1.1 takes for a number, a date, a time, a truth or nothing."""
    resolver = yaml.resolver.Resolver()
    tag = resolver.resolve(yaml.nodes.ScalarNode, word, (True, False))  # type: ignore[no-untyped-call]  # in the stubs
    if word and is_plainly_text(word):
        assert tag == "tag:yaml.org,2002:str"


@settings(deadline=None, max_examples=300)
@example("._1")
@example("._")
@example("-_1")
@given(WORDS)
def test_yaml_1_2_reads_plain_text_as_text(word: str) -> None:
    """Nor one that YAML 1.2 does."""
    ruamel = pytest.importorskip("ruamel.yaml")
    if not word or not is_plainly_text(word):
        return
    try:
        found: Any = ruamel.YAML(typ="safe", pure=True).load(f"key: {word}\n")
    except ruamel.error.YAMLError:
        return  # ":" and the like are no scalars at all
    assert not isinstance(found["key"], (int, float, bool, datetime.date))


@pytest.mark.parametrize("word", ["Ứng Hoè Sơn", "a", "nobody", "0912 345x", "k7f2a", "lê-văn.an"])
def test_common_words_need_no_quotes(word: str) -> None:
    """What people write all day stays readable."""
    assert is_plainly_text(word)
