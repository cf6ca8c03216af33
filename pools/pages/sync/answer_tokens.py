"""A question of the conflicts' form as the name of its control: which fields it is about, and what AWS had then.

So an answer can be held against what AWS has by the time it comes, on whatever page it was given.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pools.models import Mirror
from pools.models.mirrors import CONFLICT_STANDINGS
from pools.pages.kit.aws.differences import CONFLICT, Field, fields_of, setting_of
from pools.pages.kit.aws.linked import Linked
from pools.pages.sync.refs import packed, unpacked
from pools.shapes import UNSTORABLE

# Kind, key, name and part: as in an answer of the verb.
Question = tuple[str, str, str, str]


def token_of(row: Mirror, fields: Iterable[Field]) -> str:
    return packed([row.kind, row.key, [[one.name, one.key, digest(one.remote)] for one in fields]])


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def answers_in(state: Linked, posted: Mapping[str, str]) -> tuple[list[dict[str, Any]], set[Question]]:
    """The answers in the form that the verb takes, and which of them came too late: AWS has another value by now."""
    given = {name: choice for name, choice in posted.items() if is_token(unpacked(name))}
    wanted = {tuple(unpacked(name)[:2]) for name in given}
    rows = state.link.mirrors.filter(standing__in=CONFLICT_STANDINGS, key__in={key for _, key in wanted})
    now = {
        (row.kind, row.key): {(one.name, one.key): one for one in fields_of(row, CONFLICT)} for row in rows
    }
    answers, late = [], set()
    for name, choice in given.items():
        kind, key, fields = unpacked(name)
        for field, part, seen in fields:
            there = now.get((kind, key), {}).get((field, part))
            if there is None or digest(there.remote) != seen:
                late.add((kind, key, field, part))
                continue
            about = {"kind": kind, "key": key, "name": field, "part": part}
            answers.append(about | {"choice": choice, "saw": there.remote})
    return answers, late


def asked_in(answers: Iterable[Mapping[str, Any]]) -> int:
    """How many questions these answer, each of which may be about several fields."""
    return len({(one["kind"], one["key"], *setting_of(one["name"], one["part"])) for one in answers})


def is_token(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(map(is_name, value[:2]))
        and isinstance(value[2], list)
        and all(isinstance(one, list) and len(one) == 3 and all(map(is_name, one)) for one in value[2])
    )


def is_name(value: Any) -> bool:
    """Not what no database takes in a query, which JSON can hold and a form cannot."""
    return isinstance(value, str) and not UNSTORABLE.search(value)
