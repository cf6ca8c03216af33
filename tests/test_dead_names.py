"""What stands in the product is used in it: a name that only its own definition has is dead."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.help import source
from tests.help.source import ROOT

# What they define is read by Django or by a server.
READ_BY_OTHERS = {
    "pools.apps",
    "pools.pages.frame.sessions",
    "console.settings",
    "console.connections",
    "console.gunicorn",
    "console.receiving",
    "console.urls",
}
WORD = re.compile(r"\w+")


def is_read_elsewhere(module: str) -> bool:
    """By others, or, as operations are, by the name that the API's model has."""
    return module in READ_BY_OTHERS or source.room_of(module) == "operations.verbs"


def defined(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Functions, classes and constants of a module, and the fields of its dataclasses and tuples."""
    fields = [node for each in tree.body if isinstance(each, ast.ClassDef) for node in each.body]
    for node in [*tree.body, *(node for node in fields if isinstance(node, ast.AnnAssign))]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node) for target in targets if isinstance(target, ast.Name))


def test_every_name_is_used():
    others = (ROOT / "manage.py", *ROOT.glob("templates/**/*.html"))
    texts = [path.read_text() for path in (*source.modules().values(), *others)]
    uses = Counter(word for text in texts for word in WORD.findall(text))
    dead = [
        f"{module}.{name}"
        for module, path in source.modules().items()
        if not is_read_elsewhere(module)
        for name, node in defined(source.tree(path))
        if uses[name] <= WORD.findall(ast.unparse(node)).count(name)
    ]
    # Django itself looks for the first on a class, Python for the other in a package.
    assert [name for name in dead if not name.endswith((".do_not_call_in_templates", ".__all__"))] == []
