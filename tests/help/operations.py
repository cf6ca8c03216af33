"""Small readers that keep the tests of operations short."""

import pytest

from pools.errors import ServiceError
from pools.models import Pool


class refused:  # noqa: N801 - reads as a statement
    """The block must raise this exception with this Reason, and leave the error as `.error`."""

    def __init__(self, kind: type[ServiceError], reason: str = "", field: str = "") -> None:
        self.kind, self.reason, self.field = kind, reason, field

    def __enter__(self) -> "refused":
        self.raises = pytest.raises(self.kind)
        self.info = self.raises.__enter__()
        return self

    def __exit__(self, *trace: object) -> bool:
        caught = self.raises.__exit__(*trace)
        self.error = self.info.value
        assert self.error.reason == self.reason
        if self.field:
            assert [field.name for field in self.error.fields] == [self.field]
        return caught


def fresh(pool: Pool) -> Pool:
    return Pool.objects.get(pk=pool.pk)


def words(owner) -> dict[str, tuple[str, str]]:
    return {row.keyword: (row.keyword_message, row.keyword_action) for row in owner.keywords.all()}


def tags(owner) -> dict[str, str]:
    return dict(owner.tag_rows.values_list("key", "value"))
