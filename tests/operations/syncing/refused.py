"""What the sync refuses, by its word."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pools.errors import ConflictException


@contextmanager
def refused(why: str, label: str | None = None) -> Iterator[None]:
    with pytest.raises(ConflictException) as caught:
        yield
    assert caught.value.about.why == why
    assert label is None or caught.value.about.label == label
