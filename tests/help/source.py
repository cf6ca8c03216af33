"""The product's own source as a test reads it: which module imports which, what each defines, in which room."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POOLS = ROOT / "pools"
# Rooms that are divided: each part is a room of its own, and modules outside of them are "verbs" or "doorstep".
DIVIDED = {"operations": "verbs", "pages": "doorstep"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def modules() -> dict[str, Path]:
    """{"pools.models.pools": its file}, migrations aside."""
    found = {}
    for path in sorted([*POOLS.rglob("*.py"), *(ROOT / "console").rglob("*.py")]):
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if "migrations" not in path.parts:
            found[dotted.removesuffix(".__init__")] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def room_of(module: str) -> str:
    """models, errors, operations.engine, pages.kit …; console for the project."""
    first, *rest = module.split(".")
    if first == "console" or not rest:
        return first
    room, *rest = rest
    if room not in DIVIDED:
        return room
    path = modules().get(module)
    is_package = path is not None and path.name == "__init__.py"
    inner = rest[0] if len(rest) > 1 or (rest and is_package) else DIVIDED[room]
    return f"{room}.{inner}"


def imports(path: Path, within: ast.AST | None = None) -> Iterator[str]:
    """Dotted names of all that is imported, inside functions too; of `from module import name` both together."""
    for node in ast.walk(within or tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_modules(path: Path) -> set[str]:
    """The product's own modules that a file imports."""
    known = modules()
    return {name if name in known else name.rpartition(".")[0] for name in imports(path)} & known.keys()


def imports_inside_functions(path: Path) -> set[int]:
    """Their line numbers."""
    return {
        inner.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, FUNCTIONS)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """One way from a node back to itself; empty where there is none."""
    done: set[str] = set()

    def walk(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        found = next(filter(None, (walk(after, [*path, node]) for after in sorted(arrows[node]))), [])
        done.add(node)
        return found

    return next(filter(None, (walk(node, []) for node in sorted(arrows))), [])


def defined(path: Path) -> Iterator[str]:
    """Public names that a module defines at its top."""
    for node in tree(path).body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
        else:
            continue
        yield from (name for name in names if not name.startswith("_"))
