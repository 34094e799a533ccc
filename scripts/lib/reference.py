"""Pages of Ansible's part, of its own documentation: ``reference.py KIND LANGUAGE``.

Kinds are modules, roles and playbooks, languages en and vi. What modules, roles and playbooks
say of themselves is English in the source, and stays so; the frame of a page is in its language.
The page goes to standard output.
"""

from __future__ import annotations

import ast
import re
import runpy
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[2]
_MARKS = (
    (re.compile(r"\b[COV]\(((?:\\.|[^)\\])*)\)"), r"`\1`"),
    (re.compile(r"\bRV\(([^)]*)\)"), r"`\1`"),
    (re.compile(r"\bM\(([^).]*)\)"), r"[\1](#\1)"),
    (re.compile(r"\bM\(([^)]*)\)"), r"`\1`"),
    (re.compile(r"\bI\(([^)]*)\)"), r"*\1*"),
    (re.compile(r"\bB\(([^)]*)\)"), r"**\1**"),
    (re.compile(r"\bU\(([^)]*)\)"), r"<\1>"),
)
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "modules": "# Modules\n\n[Tiếng Việt](../../vi/reference/modules.md)\n\n"
        "*For whoever writes playbooks of their own.*\n\n"
        "Every module of the toolkit with its options, as `.venv/bin/ansible-doc -t module NAME` "
        "shows them too.",
        "roles": "# Roles\n\n[Tiếng Việt](../../vi/reference/roles.md)\n\n"
        "*For the operator and the mail administrator, when a variable is to be another.*\n\n"
        "Every role with its variables, as `.venv/bin/ansible-doc -t role -r roles NAME` "
        "shows them too. A variable is given in `hosts.yml` or `group_vars` of the environment, "
        "or with `-e`.",
        "playbooks": "# Playbooks\n\n[Tiếng Việt](../../vi/reference/playbooks.md)\n\n"
        "*For the operator and the mail administrator, to find the right one.*\n\n"
        "Every playbook with what it is for and how it is called.",
        "made": "Written by `scripts/docs reference` from the source.",
        "columns": "| option | kind | default | what it is |",
        "needed": "has to be given",
        "shared": "Options that several modules share",
        "also": "Also the options of ",
        "none": "It has no options of its own.",
    },
    "vi": {
        "modules": "# Các module\n\n[English](../../en/reference/modules.md)\n\n"
        "*Dành cho người viết playbook riêng.*\n\n"
        "Mọi module của bộ công cụ cùng tuỳ chọn, như `.venv/bin/ansible-doc -t module NAME` "
        "hiển thị.",
        "roles": "# Các role\n\n[English](../../en/reference/roles.md)\n\n"
        "*Dành cho người vận hành và người quản trị thư, khi cần đổi một biến.*\n\n"
        "Mọi role cùng các biến, như `.venv/bin/ansible-doc -t role -r roles NAME` hiển thị. "
        "Biến được đặt trong `hosts.yml` hoặc `group_vars` của môi trường, hoặc cho một lần chạy "
        "bằng `-e`.",
        "playbooks": "# Các playbook\n\n[English](../../en/reference/playbooks.md)\n\n"
        "*Dành cho người vận hành và người quản trị thư, để tìm đúng playbook.*\n\n"
        "Mọi playbook, dùng để làm gì và gọi thế nào.",
        "made": "Trang do `scripts/docs reference` tạo từ mã nguồn; phần mô tả là tiếng Anh như "
        "trong mã nguồn.",
        "columns": "| tuỳ chọn | loại | mặc định | nội dung |",
        "needed": "phải có",
        "shared": "Tuỳ chọn dùng chung cho nhiều module",
        "also": "Thêm các tuỳ chọn của ",
        "none": "Không có tuỳ chọn riêng.",
    },
}


def page(kind: str, language: str) -> str:
    """The whole page: its head, and a part for everything there is of that kind."""
    words = _WORDS[language]
    parts = {"modules": _modules, "roles": _roles, "playbooks": _playbooks}[kind]
    return "\n\n".join([f"{words[kind]} {words['made']}", *parts(words)]) + "\n"


def _modules(words: Mapping[str, str]) -> Iterator[str]:
    for path in sorted((PROJECT / "library").glob("[!_]*.py")):
        documentation = _constant(path, "DOCUMENTATION")
        yield f"## {path.stem}"
        yield from _told(documentation)
        yield from _table(_whole(documentation), words)
        shared = documentation.get("extends_documentation_fragment", ())
        links = [_to_fragment(name) for name in shared if _fragment(name).get("options", True)]
        if links:
            yield f"{words['also']}{', '.join(links)}."
    yield f"## {words['shared']}"
    for name in _fragments():
        options = _fragment(name).get("options")
        if options:
            yield f"### {name}"
            yield from _table(options, words)


def _whole(documentation: Mapping[str, Any]) -> dict[str, Any]:
    """A module's own options; what one leaves out, its fragment says."""
    options: dict[str, Any] = documentation.get("options") or {}
    for name in documentation.get("extends_documentation_fragment", ()):
        above = _fragment(name).get("options", {})
        options = {key: {**above.get(key, {}), **option} for key, option in options.items()}
    return options


def _roles(words: Mapping[str, str]) -> Iterator[str]:
    for path in sorted((PROJECT / "roles").glob("*/meta/argument_specs.yml")):
        yield f"## {path.parents[1].name}"
        entries = yaml.safe_load(path.read_text("utf-8"))["argument_specs"]
        seen: list[Mapping[str, Any]] = []
        for name, entry in entries.items():
            options = entry.get("options") or {}
            if options and options in seen:
                continue  # another way in, with the same variables
            seen.append(options)
            if len(seen) > 1:
                yield f"### {path.parents[1].name}: {name}"
            yield from _told(entry)
            yield from _table(options, words)
        if path.parents[1].name == "hopthu":
            yield from _table(_defaults(path.parents[1] / "defaults/main.yml"), words)


def _defaults(path: Path) -> dict[str, Any]:
    """The variables of a file with the comments over them."""
    values = yaml.safe_load(path.read_text("utf-8"))
    found: dict[str, Any] = {}
    comment: list[str] = []
    before = ""
    for line in path.read_text("utf-8").splitlines():
        name = line.partition(":")[0]
        if line.startswith("# "):
            comment = [*(comment if before.startswith("#") else ()), line[2:]]
        elif name in values:
            value = values[name]
            kind = (
                "dict" if isinstance(value, dict) else "list" if isinstance(value, list) else "str"
            )
            told = " ".join(comment)
            found[name] = {"type": kind, "default": value, "description": told}
        before = line
    return found


def _playbooks(_words: Mapping[str, str]) -> Iterator[str]:
    for path in sorted((PROJECT / "playbooks").glob("*.yml")):
        lines = path.read_text("utf-8").splitlines()[1:]
        head = [line.removeprefix("#") for line in _while_comment(lines)]
        commands = [line.strip() for line in head if line.startswith("   ")]
        yield f"## {path.stem}"
        yield " ".join(line.strip() for line in head if not line.startswith("   "))
        if commands:
            yield "\n".join(["```", *commands, "```"])


def _while_comment(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith("#"):
            return
        yield line


def _told(documentation: Mapping[str, Any]) -> Iterator[str]:
    yield f"**{_marked(documentation['short_description'])}**"
    text = documentation.get("description") or ()
    for each in [text] if isinstance(text, str) else text:
        yield _marked(each)


def _table(options: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    rows = list(_rows(options, words, ""))
    yield "\n".join([words["columns"], "|---|---|---|---|", *rows]) if rows else words["none"]


def _rows(options: Mapping[str, Any], words: Mapping[str, str], above: str) -> Iterator[str]:
    for name, option in options.items():
        if option.get("required"):
            default = words["needed"]
        elif option.get("default") is None:
            default = ""
        else:
            default = f"`{_cell(_value(option['default']))}`"
        choices = ", ".join(f"`{each}`" for each in option.get("choices", ()))
        text = option.get("description", "")
        told = _marked(text if isinstance(text, str) else " ".join(text))
        kind = choices or option.get("type", "str")
        yield f"| `{above}{name}` | {kind} | {default} | {_cell(told)} |"
        inner = option.get("suboptions") or option.get("options") or {}
        yield from _rows(inner, words, f"{above}{name}.")


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value or '""'
    return (
        yaml.safe_dump(value, default_flow_style=True, width=10_000).removesuffix("\n...\n").strip()
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _marked(text: str) -> str:
    """Ansible's marks as Markdown's; what stands in angles is a name of the reader's."""
    for mark, instead in _MARKS:
        text = mark.sub(instead, text)
    return text.replace("\\)", ")")


def _constant(path: Path, name: str) -> Any:
    """The YAML that a module holds under a name."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return yaml.safe_load(ast.literal_eval(node.value))
    raise KeyError(f"{path}: {name}")


def _fragments() -> dict[str, str]:
    names = vars(runpy.run_path(str(PROJECT / "doc_fragments/hopthu.py"))["ModuleDocFragment"])
    return {
        "hopthu" if name == "DOCUMENTATION" else f"hopthu.{name.lower()}": text
        for name, text in names.items()
        if name.isupper()
    }


def _fragment(name: str) -> Mapping[str, Any]:
    """What a fragment says; nothing is known of those that are Ansible's."""
    known = _fragments()
    found: Mapping[str, Any] = (
        {"options": {}} | yaml.safe_load(known[name]) if name in known else {}
    )
    return found


def _to_fragment(name: str) -> str:
    return f"[{name}](#{_anchor(name)})" if name in _fragments() else f"`{name}`"


def _anchor(head: str) -> str:
    """What a forge and the site call a heading in a link."""
    return re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")


if __name__ == "__main__":
    sys.stdout.write(page(*sys.argv[1:]))
