"""Every operation of the API that is here, by its name."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from pools import operations
from pools.operations.engine.verb import VERBS


@cache
def verbs() -> Mapping[str, Callable]:
    """{"CreatePool": create_pool, …}. Importing a module of this room is what puts its functions in."""
    for module in pkgutil.iter_modules(operations.__path__):
        importlib.import_module(f"{operations.__name__}.{module.name}")
    return MappingProxyType(VERBS)


def changes_something(operation: str) -> bool:
    return not getattr(verbs()[operation], "reads", False)
