"""The page of every problem that hopthu tells of, made from the very texts, in either language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from hopthu.text.document.markdown import escaped
from hopthu.text.errors import Message
from hopthu.text.language import Text
from hopthu.text.tables import read_messages

PROBLEMS = {"problems-en": "en", "problems-vi": "vi"}
"""What ``scripts/schema`` calls the page, with its language."""

_ROOT = "hopthu"
_TABLE = "messages.toml"
_HEAD = Text(
    "# Problems\n\n"
    "[Tiếng Việt](../../vi/reference/problems.md)\n\n"
    "*For everybody who meets a message: search this page for its code or its words.*\n\n"
    "What hopthu may say, by the code that it has in JSON (`problems`) and in reports of a review. "
    "The place, a file with line or cell, stands before each; what stands in braces is a name or a "
    "number of yours. Written by `scripts/docs reference` from the texts themselves.\n",
    "# Các lỗi có thể gặp\n\n"
    "[English](../../en/reference/problems.md)\n\n"
    "*Dành cho ai gặp một thông báo: tìm mã hoặc câu ấy trong trang này.*\n\n"
    "Những điều hopthu có thể báo, xếp theo mã trong JSON (`problems`) và trong báo cáo xét duyệt. "
    "Trước mỗi câu là nơi có lỗi: tệp, dòng hoặc ô; phần trong ngoặc nhọn là tên hoặc số cụ thể. "
    "Trang do `scripts/docs reference` tạo từ chính các câu ấy.\n",
)
_COLUMNS = Text("| code | what is said | what to do |", "| mã | nội dung | cách xử lý |")


def problems_page(language: str) -> str:
    """The page as Markdown, by the first word of the codes; ``language`` is ``en`` or ``vi``."""
    groups: dict[str, list[Message]] = defaultdict(list)
    for message in sorted(_messages(), key=lambda each: each.code):
        groups[message.code.partition(".")[0]].append(message)
    parts = [_HEAD.render({}, language)]
    for group, messages in sorted(groups.items()):
        rows = [f"| `{m.code}` | {_shown(m.text, language)} | {_shown(m.remedy, language)} |"
                for m in messages]  # fmt: skip
        head = (f"## {group}\n", _COLUMNS.render({}, language), "|---|---|---|")
        parts.append("\n".join([*head, *rows, ""]))
    return "\n".join(parts)


def _shown(text: Text, language: str) -> str:
    """A text as a cell, its values by their names."""
    return escaped(text.vi if language == "vi" else text.en)


def _messages() -> Iterator[Message]:
    for package in sorted(_packages(resources.files(_ROOT), _ROOT)):
        yield from read_messages(package).values()


def _packages(folder: Traversable, name: str) -> Iterator[str]:
    """The packages at and below a folder that have a table of messages."""
    for each in folder.iterdir():
        if each.is_dir():
            yield from _packages(each, f"{name}.{each.name}")
        elif each.name == _TABLE:
            yield name
