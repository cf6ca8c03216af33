"""rates.json names operations as the API does."""

import pytest

from pools import shapes
from pools.reference import rates


@pytest.mark.parametrize("operation", [*rates.RATES, *rates.NOT_PUBLISHED])
def test_every_rate_is_of_an_operation(operation):
    assert shapes.is_operation(operation)
    assert rates.per_second(operation) >= 1


def test_the_documented_rates():
    assert rates.per_second("DescribePools") == 1
    assert rates.per_second("PutOptedOutNumber") == 10
    assert rates.per_second("ListTagsForResource") == 10
