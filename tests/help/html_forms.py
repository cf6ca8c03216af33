"""Reads a form out of a page as a browser without script would post it."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse


class FormReader(HTMLParser):
    """The successful controls of one form, its submit buttons left out."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside, self.hidden = form_id, False, 0
        self.fields: dict[str, str] = {}
        self.select = self.area = self.option = None
        self.found = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("id") == self.form_id:
            self.inside = self.found = True
        if tag == "template":
            self.hidden += 1
        if not self.inside or self.hidden or "disabled" in given:
            return
        name = given.get("name")
        if tag == "input" and name:
            self.input(name, given)
        elif tag == "textarea" and name:
            self.area, self.fields[name] = name, ""
        elif tag == "select" and name:
            self.select = name
        elif tag == "option" and self.select and (self.select not in self.fields or "selected" in given):
            self.fields[self.select] = given.get("value", "")

    def input(self, name: str, given: dict[str, str]) -> None:
        if given.get("type") not in ("checkbox", "radio"):
            self.fields[name] = given.get("value", "")
        elif "checked" in given:
            self.fields[name] = given.get("value", "on")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            # A browser drops the first newline, and posts each of the others as two characters.
            text = self.fields[self.area].removeprefix("\n")
            self.fields[self.area] = text.replace("\r\n", "\n").replace("\n", "\r\n")
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "template":
            self.hidden -= 1
        elif tag == "form":
            self.inside = False


def fields_of(response: HttpResponse, form_id: str) -> dict[str, str]:
    reader = FormReader(form_id)
    reader.feed(form_in(response.content.decode(), form_id))
    assert reader.found, f"no form {form_id}"
    return reader.fields


def form_in(page: str, form_id: str) -> str:
    """The form's own markup: to read the rest of a page takes as long as to render it."""
    start = page.rfind("<form", 0, max(page.find(f'id="{form_id}"'), 0))
    return page[start : page.find("</form>", start) + len("</form>")] if start >= 0 else ""
