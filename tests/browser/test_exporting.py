"""Export CSV at the end of a list's toolbar: a file of what the list shows, with and without script, on a phone too."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.help.steps import POOLS


@pytest.mark.parametrize("width", [1440, 390])
def test_the_file_has_what_the_list_shows(open_page, script, width):
    page = open_page(f"{POOLS}?q=load", script=script, width=width)
    export = page.get_by_role("link", name="Export CSV")
    expect(export).to_have_attribute("title", "Export CSV")
    export.focus()
    with page.expect_download() as download:
        export.press("Enter")
    assert download.value.suggested_filename == "pools.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()] == ["Pool name", "load-test"]
