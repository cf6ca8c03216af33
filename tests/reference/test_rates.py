"""rates.json names operations as the API does."""

import json
from pathlib import Path

import pytest

from pools import shapes
from pools.reference import rates

FACTS = json.loads(Path(rates.__file__).with_name("rates.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("operation", [*rates.RATES, *FACTS["not_published"]])
def test_every_rate_is_of_an_operation(operation):
    assert shapes.is_operation(operation)
    assert rates.per_second(operation) >= 1


def test_the_documented_rates():
    assert rates.per_second("DescribePools") == 1
    assert rates.per_second("PutOptedOutNumber") == 10
    assert rates.per_second("ListTagsForResource") == 10
