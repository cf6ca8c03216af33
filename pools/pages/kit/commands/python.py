"""A call as boto3 takes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pools.pages.kit.commands.calls import Call, as_json
from pools.shapes import SERVICE, xform_name


def python_text(calls: Sequence[Call], url: str, region: str) -> str:
    client = f"client = boto3.client({literal(SERVICE)}, region_name={literal(region)}, endpoint_url={literal(url)})"
    return "\n\n".join([f"import boto3\n\n{client}", *map(statement, calls)])


def statement(call: Call) -> str:
    given = "".join(f"    {member}={literal(value)},\n" for member, value in call.request.items())
    given = f"\n{given}" if given else ""
    name = xform_name(call.operation)
    if call.has_pages:
        # A client answers with the first page alone; the other languages' programs ask for all by themselves.
        return f'client.get_paginator("{name}").paginate({given}).build_full_result()'
    return f"client.{name}({given})"


def literal(value: Any) -> str:
    if isinstance(value, str):
        # What JSON escapes in a text, Python does the same way.
        return as_json(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{literal(key)}: {literal(one)}' for key, one in value.items())}}}"
    return repr(value)
