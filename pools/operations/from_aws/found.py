"""What lists find the rows by that came from AWS."""

from collections.abc import Iterable

from django.db.models import Model

from pools.models.fast_reads.search import lines_below


def keep_all_found(model: type[Model], keys: Iterable[int]) -> None:
    """As `keep_search_text`, of many rows: two queries, and one more for each that is found by something else now."""
    wanted = lines_below(model._meta.model_name, sorted(keys))
    column = model._meta.get_field("search_text")
    for row in model._default_manager.filter(pk__in=list(wanted)):
        before, row.search_text = row.search_text, wanted[row.pk]
        if column.pre_save(row, add=False) != before:
            model._default_manager.filter(pk=row.pk).update(search_text=row.search_text)
