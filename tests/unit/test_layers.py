"""The wings of hopthu import each other in one direction, as layers.yml says; sizes and names."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import hopthu

ROOT = Path(hopthu.__file__).parent
LAYERS: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("layers.yml").read_text(encoding="utf-8")
)
LARGEST_FOLDER = 15  # modules
LARGEST_FILE = 400  # lines
LONGEST_FUNCTION, USUAL_FUNCTION = 60, 30  # lines; the second of 95 in 100


def _module(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


MODULES = {_module(path): path for path in sorted(ROOT.rglob("*.py"))}
TREES = {module: ast.parse(path.read_text(encoding="utf-8")) for module, path in MODULES.items()}


def imports(module: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the modules of hopthu that one imports, wherever in it the import stands."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module[:-1]
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            targets = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            base += tuple(node.module.split(".")) if node.module else ()
            targets = [(*base, alias.name) for alias in node.names]
        else:
            continue
        for target in targets:
            if target[0] == "hopthu":
                yield target if target in MODULES else target[:-1]


def test_every_wing_is_in_the_table_and_says_what_it_is_for() -> None:
    """A folder that the table does not know could import anything."""
    wings = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert wings == LAYERS.keys()
    assert len(wings) <= 10
    for wing in wings:
        assert ast.get_docstring(ast.parse((ROOT / wing / "__init__.py").read_text("utf-8")))


@pytest.mark.parametrize("wing", LAYERS)
def test_a_wing_imports_only_what_it_may(wing: str) -> None:
    """An import outside the table is told with both names."""
    outside = [
        f"{'.'.join(module)} imports {'.'.join(target)}"
        for module in MODULES
        if module[1:2] == (wing,)
        for target in imports(module)
        if target[1:2] not in {(), (wing,), *((name,) for name in LAYERS[wing])}
    ]
    assert not outside


def test_the_table_has_one_direction() -> None:
    """Who comes later may know those before, and never the other way round."""
    order = list(LAYERS)
    assert all(
        order.index(name) < order.index(wing) for wing, names in LAYERS.items() for name in names
    )


def test_a_wing_is_left_by_an_absolute_import() -> None:
    """So that a reader sees which imports leave the wing, and which do not."""
    for module, path in MODULES.items():
        for node in ast.walk(TREES[module]):
            if isinstance(node, ast.ImportFrom) and node.level:
                depth = len(module) - (path.name != "__init__.py")
                assert depth - node.level + 1 >= 2, f"{path}:{node.lineno}"
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hopthu."):
                wing = (node.module or "").split(".")[1]
                assert wing != (*module, "")[1], f"{path}:{node.lineno}"


def test_no_circle_between_packages() -> None:
    """At no depth: of two folders beside each other, one knows the other at the most."""
    edges: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for module, path in MODULES.items():
        package = module if path.name == "__init__.py" else module[:-1]
        for target in imports(module):
            other = target if MODULES[target].name == "__init__.py" else target[:-1]
            shared = _shared(package, other)
            here, there = package[: shared + 1], other[: shared + 1]
            if len(here) > shared and len(there) > shared:
                edges[here].add(there)
    assert _circle(edges) == ()


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _circle(edges: dict[tuple[str, ...], set[tuple[str, ...]]]) -> tuple[str, ...]:
    """Return the names of one circle, none where there is none."""
    done: set[tuple[str, ...]] = set()

    def walk(node: tuple[str, ...], path: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
        if node in path:
            return tuple(".".join(name) for name in path[path.index(node) :])
        if node in done:
            return ()
        for following in sorted(edges.get(node, ())):
            if found := walk(following, (*path, node)):
                return found
        done.add(node)
        return ()

    return next((found for node in sorted(edges) if (found := walk(node, ()))), ())


def test_no_folder_and_no_file_is_too_large() -> None:
    """A folder that is taken in at a glance, files with one subject."""
    sizes: dict[Path, int] = defaultdict(int)
    for path in MODULES.values():
        sizes[path.parent] += path.name != "__init__.py"
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LARGEST_FILE, path
    assert not {path: size for path, size in sizes.items() if size > LARGEST_FOLDER}


def test_a_class_of_one_name_is_one_class() -> None:
    """Whoever may import both would read one name with two meanings."""
    places: dict[str, list[str]] = defaultdict(list)
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(".".join(module))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_functions_fit_a_screen() -> None:
    """Nearly all at a glance, the longest on one screen; ruff holds how they may branch."""
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    )
    assert lengths[len(lengths) * 95 // 100] <= USUAL_FUNCTION
    assert lengths[-1] <= LONGEST_FUNCTION
