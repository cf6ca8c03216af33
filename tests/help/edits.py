"""Pages that change many at once, as tests without script use them: fields in, rows out."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

PLACE = ("111122223333", "us-east-1")
DRAWN = re.compile(r'name="drawn" value="([^"]+)"')
ROW = re.compile(r'<tr data-testid="(?:row|item)-([^"]+)"[^>]*>(.*?)</tr>', re.S)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S)


def address(name: str, *args: str) -> str:
    return reverse(name, args=[*PLACE, *args])


def text_of(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def rows(response: HttpResponse) -> dict[str, list[str]]:
    """What the page says of each, by its ID: before, after, and what becomes of it."""
    return rows_of(response.content.decode())


def rows_of(markup: str) -> dict[str, list[str]]:
    found = ROW.findall(markup)
    return {name: [text_of(cell) for cell in CELL.findall(cells)[1:]] for name, cells in found}


def preview(client: Client, url_name: str, ids: Any, **fields: Any) -> HttpResponse:
    return client.post(address(url_name), {"id": list(ids), **fields})


def start(client: Client, url_name: str, ids: Any, **fields: Any) -> HttpResponse:
    """Press the button below the preview of this change."""
    drawn = DRAWN.search(preview(client, url_name, ids, **fields).content.decode())
    seal = {"drawn": drawn[1]} if drawn else {}
    return client.post(address(url_name), {"id": list(ids), "act": "change", **seal, **fields})


def run(client: Client, url_name: str, ids: Any, **fields: Any) -> str:
    """Start it, go on with it to its end, and say where its page is."""
    url = start(client, url_name, ids, **fields).headers["Location"].partition("?")[0]
    client.post(url)
    return url
