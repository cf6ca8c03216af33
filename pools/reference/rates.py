"""How many requests a second AWS takes from one account in one Region, by operation."""

import json
from pathlib import Path

_FACTS = json.loads(Path(__file__).with_name("rates.json").read_text(encoding="utf-8"))
DEFAULT: int = _FACTS["default"]
RATES: dict[str, int] = _FACTS["operations"]


def per_second(operation: str) -> int:
    """per_second("DescribePools") is 1."""
    return RATES.get(operation, DEFAULT)
