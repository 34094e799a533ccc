"""The small faults that a module can have: one operator, constant or call that is not as it was."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_WORDS: dict[type[ast.boolop], str] = {ast.And: "or", ast.Or: "and"}
_SIGNS: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}


class Fault(NamedTuple):
    """``text`` between two offsets becomes ``instead``; it stands on ``line`` up to ``last``."""

    path: Path
    line: int
    last: int
    start: int
    end: int
    was: str
    instead: str

    def __str__(self) -> str:
        """For people: where, what it was, what it is."""
        return f"{self.path}:{self.line}: {_one_line(self.was)} → {_one_line(self.instead)}"

    def applied(self, text: bytes) -> bytes:
        """The file with the fault."""
        return text[: self.start] + self.instead.encode() + text[self.end :]


def faults_of(path: Path, text: str) -> Iterator[Fault]:
    """Every fault that a module can have, in the order of its lines."""
    finder = _Finder(path, text)
    finder.visit(ast.parse(text))
    yield from sorted(finder.found, key=lambda fault: (fault.start, fault.instead))


class _Finder(ast.NodeVisitor):
    def __init__(self, path: Path, text: str) -> None:
        self.found: list[Fault] = []
        self._path = path
        self._text = text.encode()
        self._lines = [0]
        for line in self._text.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def visit_Compare(self, node: ast.Compare) -> None:
        """Another comparison."""
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            self._between(left, right, f" {_COMPARISONS[type(operator)]} ")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """The other word."""
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, f" {_WORDS[type(node.op)]} ")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """The other sign."""
        if type(node.op) in _SIGNS:
            self._between(node.left, node.right, f" {_SIGNS[type(node.op)]} ")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """No negation."""
        if isinstance(node.op, ast.Not):
            self._note(node, self._source(node.operand))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """The other truth, the next number."""
        if isinstance(node.value, bool):
            self._note(node, str(not node.value))
        elif isinstance(node.value, int):
            self._note(node, str(node.value + 1))

    def visit_If(self, node: ast.If) -> None:
        """Always, and never."""
        for instead in ("True", "False"):
            self._note(node.test, instead)
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """A call that is not made; texts that document are no code."""
        if isinstance(node.value, (ast.Call, ast.Yield, ast.YieldFrom)):
            self._note(node, "pass")
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        """Nothing returned."""
        if node.value is not None and not isinstance(node.value, ast.Constant):
            self._note(node.value, "None")
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """The value alone: what a type is called changes nothing."""
        if node.value is not None:
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """What is in it; no decorators, which say how it is made."""
        for each in node.body:
            self.visit(each)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """What it does, and its defaults; no types, no decorators."""
        for each in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
            self.visit(each)

    def _between(self, left: ast.expr, right: ast.expr, instead: str) -> None:
        start, end = self._end(left), self._start(right)
        if b"(" not in self._text[start:end] and b")" not in self._text[start:end]:
            lines = (left.end_lineno or left.lineno, right.lineno)
            self._add(lines, (start, end), instead)

    def _note(self, node: ast.expr | ast.stmt, instead: str) -> None:
        last = node.end_lineno or node.lineno
        self._add((node.lineno, last), (self._start(node), self._end(node)), instead)

    def _add(self, lines: tuple[int, int], place: tuple[int, int], instead: str) -> None:
        was = self._text[slice(*place)].decode()
        if "\n" not in was or instead in ("pass", "None", "True", "False"):
            self.found.append(Fault(self._path, *lines, *place, was, instead))

    def _source(self, node: ast.expr) -> str:
        return self._text[self._start(node) : self._end(node)].decode()

    def _start(self, node: ast.expr | ast.stmt) -> int:
        return self._lines[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr | ast.stmt) -> int:
        return self._lines[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:60]
