"""A browser that translates a page leaves alone what has to be typed as it stands."""

from html.parser import HTMLParser

import pytest

from tests.help.walk import ADDRESSES, World, undone, world

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
AS_TYPED = {"code", "pre", "kbd", "samp"}


class Translated(HTMLParser):
    """What of a page is open to translation, and which words it asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.wrong: list[str] = []
        self.data: list[tuple[str, bool]] = []
        self.heads_row = False
        self.label, self.labels, self.asked = "", "", set()

    @property
    def is_translated(self) -> bool:
        return not self.open or self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        translated = self.is_translated and given.get("translate") != "no"
        if translated and (tag in AS_TYPED or "data-confirm" in given):
            self.wrong.append(self.get_starttag_text())
        self.asked |= {given["data-confirm"]} if given.get("data-confirm") else set()
        classes = set((given.get("class") or "").split())
        self.heads_row = given.get("scope") == "row" if tag == "th" else self.heads_row and tag != "td"
        if (
            "table__text" in classes
            or (tag, *classes) == ("span", "identifier")
            or (tag == "a" and self.heads_row)
        ):
            self.data.append((self.get_starttag_text(), translated))
        if tag not in VOID:
            self.open.append((tag, translated))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag == "label" for tag, _ in self.open):
            self.labels += data
            self.label += data if self.is_translated else ""


def test_what_is_typed_as_it_stands_is_not_translated(world: World) -> None:
    client, words = world.client("administrator"), set()
    for address in ADDRESSES:
        path = address.path(world.values)
        for query in ({}, {"id": world.values["pool_id"]}, {"id": world.identities[0]}):
            answer = undone(lambda path=path, query=query: client.get(path, query))
            page = read(answer.content.decode())
            assert page.wrong == [], path
            assert all(f'"{word}"' in page.labels for word in page.asked), path
            assert not any(f'"{word}"' in page.label for word in page.asked), path
            words |= page.asked
    assert words >= {"delete", "disassociate"}


@pytest.mark.parametrize("address", ["pool-list", "pool-detail", "phone-number-list", "sender-id-list"])
def test_names_and_ids_are_not_translated(world: World, address: str) -> None:
    client = world.client("administrator")
    path = next(one for one in ADDRESSES if one.name == address).path(world.values)
    page = read(client.get(path).content.decode())
    assert page.data != []
    assert [name for name, translated in page.data if translated] == []


def read(page: str) -> Translated:
    reader = Translated()
    reader.feed(page)
    reader.close()
    return reader


__all__ = ["world"]
