"""Texts, and the parts that each is sent in: the same for Python and for the script."""

import json
from pathlib import Path

import pytest

ROWS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
CASES = [
    pytest.param("".join(text * times for text, times in row["text"]), row["parts"], id=row["case"])
    for row in ROWS
]
