"""A file of numbers: read, looked at line by line, put on the list, cut, gone on with, taken back; and out again."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pools.models import Membership, OptedOutNumber, OptOutImport, OptOutImportPiece
from pools.operations import opt_out_imports
from tests.help.factories import OptedOutNumberFactory, OptOutImportFactory, OptOutListFactory, UserFactory

LINE = re.compile(r'data-testid="line-(\d+)">(.*?)</tr>', re.S)
NUMBERS = [f"+44770090{n:04}" for n in range(2_500)]


def address(name: str, *args: str) -> str:
    return reverse(name, args=["111122223333", "us-east-1", "orders", *args])


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def left() -> int:
    return OptedOutNumber.objects.filter(is_opted_out=True).count()


def send(client, data: bytes, country: str = ""):
    file = SimpleUploadedFile("numbers.csv", data, content_type="text/csv")
    return client.post(address("opt-out-list-import"), {"file": file, "iso_country_code": country})


def report(client, data: bytes, country: str = "") -> dict[int, str]:
    """What the page says of each line."""
    page = client.get(send(client, data, country).headers["Location"]).content.decode()
    return {int(number): text_of(cells) for number, cells in LINE.findall(page)}


def text_of(markup: str) -> str:
    return " | ".join(
        unescape(re.sub(r"<[^>]+>", "", cell)).strip()
        for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", markup, re.S)[1:]
    )


@pytest.fixture
def orders(account):
    return OptOutListFactory(opt_out_list_name="orders")


@pytest.mark.parametrize(
    ("data", "country", "lines"),
    [
        (b"\xef\xbb\xbfPhone\n+12065550142\n", "", {2: "+12065550142 | +12065550142 | Will be added"}),
        (
            "Name;Phone\nÄnne;+49 30 901820\n".encode("utf-16"),
            "",
            {2: "+49 30 901820 | +4930901820 | Will be added"},
        ),
        ("Änne;030 901820\n".encode("cp1252"), "DE", {1: "030 901820 | +4930901820 | Will be added"}),
        (b'="+12065550142"\n\'+12065550143\n', "", {
            1: "+12065550142 | +12065550142 | Will be added",
            2: "+12065550143 | +12065550143 | Will be added",
        }),
        (b"447700900123\n4.47701E+11\n", "", {
            1: "447700900123 | +447700900123 | Will be added",
            2: "4.47701E+11 | - | Not a phone number.",
        }),
        (b"+12065550142\n\n(206) 555-0142\n", "US", {
            1: "+12065550142 | +12065550142 | Will be added",
            3: "(206) 555-0142 | +12065550142 | Same number as line 1.",
        }),
        (b"+1206555014x\n+12065550143\n", "", {
            1: "+1206555014x | - | Not a phone number.",
            2: "+12065550143 | +12065550143 | Will be added",
        }),
        (b"Since,Phone\n2026-11-30,+12065550142\n2026-11-29,2065550143\n", "US", {
            2: "+12065550142 | +12065550142 | Will be added",
            3: "2065550143 | +12065550143 | Will be added",
        }),
        (b"3012345678,+4930901820\n3012345679,+4930901821\n", "DE", {
            1: "+4930901820 | +4930901820 | Will be added",
            2: "+4930901821 | +4930901821 | Will be added",
        }),
        (b"07700 900123\n", "GB", {1: "07700 900123 | +447700900123 | Will be added"}),
        (b"+12065550142\n07700 900123\n+49301\n+12065550199\n", "", {
            1: "+12065550142 | +12065550142 | Will be added",
            2: "07700 900123 | - | No country, and none was chosen.",
            3: "+49301 | - | Too short for Germany (DE).",
            4: "+12065550199 | +12065550199 | Already there",
        }),
    ],
    ids=["BOM", "UTF-16", "Windows", "formulas", "Excel", "twice", "bad", "dates", "codes", "country", "mixed"],
)  # fmt: skip
def test_each_line_of_an_odd_file_is_told_before_anything_is_stored(client, orders, data, country, lines):
    OptedOutNumberFactory(opt_out_list=orders, opted_out_number="+12065550199")
    assert report(client, data, country) == lines
    assert left() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"PK\x03\x04\x00\x00\x00", "This isn't text. Save it as CSV."),
        (b"Name,City\nAnn,Rome\n", "No column holds phone numbers."),
        (b"\n" * 300_000 + b"+12065550142", "The file has more than 300,000 lines, or 200 cells in one."),
        (b"+12065550142" + b"," * 200, "The file has more than 300,000 lines, or 200 cells in one."),
    ],
)
def test_a_file_of_no_use_is_refused_whole(client, orders, data, sentence):
    answer = send(client, data)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not OptOutImport.objects.exists()


def test_neither_a_file_nor_numbers_asks_for_one(client, orders):
    answer = client.post(address("opt-out-list-import"), {"pasted": " "})
    assert answer.status_code == 422
    assert "Choose a file, or paste numbers." in text(answer)


def test_a_file_that_is_too_large_is_refused_by_its_size(client, orders):
    answer = send(client, b"x" * (6 * 1024 * 1024))
    assert answer.status_code == 413
    assert "Up to 5 MB are taken, about 300,000 numbers." in text(answer)


def test_another_column_can_be_chosen(client, orders):
    there = send(client, b"Home,Mobile\n+12065550142,+447700900123\n").headers["Location"]
    client.post(there, {"act": "column", "column": "1"})
    assert "+447700900123" in text(client.get(there))
    assert "+12065550142" not in text(client.get(there))


def test_a_file_that_another_took_the_place_of_leads_to_the_next(client, orders):
    there = send(client, b"+12065550142\n").headers["Location"]
    send(client, b"+12065550143\n")
    for answer in (client.get(there), client.post(there, {"act": "start"})):
        assert answer.status_code == 404
        assert "You have read another file since" in text(answer)
        assert f'<a href="{address("opt-out-list-import")}">Import CSV</a>' in answer.content.decode()


def test_what_nobody_started_in_a_day_goes_with_the_next_file(client, orders):
    made = {"opt_out_list": orders, "created_timestamp": timezone.now() - timedelta(hours=25)}
    theirs = OptOutImportFactory(**made, started_by=UserFactory())
    kept = [
        OptOutImportFactory(**made, started_by=UserFactory(), status="DONE"),
        OptOutImportFactory(opt_out_list=orders, started_by=UserFactory()),
        OptOutImportFactory(created_timestamp=made["created_timestamp"]),
    ]
    send(client, b"+12065550142\n")
    assert not OptOutImport.objects.filter(pk=theirs.pk).exists()
    assert OptOutImport.objects.filter(pk__in=[row.pk for row in kept]).count() == 3


def test_looking_at_a_report_reads_no_file_again(client, orders):
    there = send(client, b"Home,Mobile\n+12065550142,+447700900123\n").headers["Location"]
    with (
        patch("pools.operations.rules.opt_out_csv.csv.reader", side_effect=AssertionError),
        CaptureQueriesContext(connection) as asked,
    ):
        assert "Mobile" in text(client.get(there))
    assert not [query for query in asked if '"pools_optoutimport"."text"' in query["sql"]]


def test_refused_lines_are_left_out_only_when_asked(client, orders):
    there = send(client, b"+12065550142\n+1206555\n").headers["Location"]
    refused = client.post(there, {"act": "start"})
    assert refused.status_code == 422
    assert "Leave out the refused lines" in text(refused)
    assert left() == 0
    client.post(there, {"act": "start", "leave_out": "on"})
    assert left() == 1


def test_a_page_of_a_report_reads_the_pieces_that_have_its_lines_and_no_others(client, orders):
    there = send(client, "\n".join([*NUMBERS[:930], *["x"] * 450]).encode()).headers["Location"]
    read: list[OptOutImportPiece] = []

    def on_page(query: str) -> list[int]:
        read.clear()
        page = client.get(there + query).content.decode()
        return [int(number) for number, _ in LINE.findall(page)]

    def count(instance, **kwargs):
        read.append(instance)

    post_init.connect(count, OptOutImportPiece)
    try:
        shown, most = [], 0
        for number in range(1, 15):
            shown += on_page(f"?page={number}")
            most = max(most, len(read))
        assert shown == [*range(931, 1381), *range(1, 931)]
        assert most == 2
        assert on_page("?page=last") == [*range(851, 931)]
        assert on_page("?outcome=added&page=5") == [*range(401, 501)]
        assert len(read) == 1
        assert on_page("?outcome=there") == []
    finally:
        post_init.disconnect(count, OptOutImportPiece)


@pytest.fixture
def cut(client, orders):
    """An import that stopped after its first piece: the browser was closed, or the server ended."""
    OptedOutNumberFactory(opt_out_list=orders, opted_out_number=NUMBERS[0], is_opted_out=False)
    OptedOutNumberFactory(opt_out_list=orders, opted_out_number=NUMBERS[-1])
    there = send(client, "\n".join(NUMBERS).encode()).headers["Location"]
    with patch("pools.pages.neighbours.opt_out_lists.import_run.SOON", 0):
        client.post(there, {"act": "start"})
    opt_out_imports.continue_opt_out_import(caller_of(client), import_id=OptOutImport.objects.get().import_id)
    assert left() == 401
    assert [len(piece.lines) for piece in OptOutImportPiece.objects.order_by("pk")] == [400] * 5 + [99]
    return there


def caller_of(client):
    from pools.operations.engine.caller import caller_for  # only of who is signed in

    user = Membership.objects.get().user
    return caller_for(user, "111122223333", "us-east-1")


def test_what_was_cut_says_so_and_goes_on(client, cut):
    assert "Stopped after 400 of 2,499. 2,099 are unchanged." in text(client.get(cut))
    assert "Undo the 400" in text(client.get(cut))
    done = client.post(cut, {"act": "continue"}, follow=True)
    assert "2,499 numbers were added." in text(done)
    assert left() == 2_500
    assert not OptOutImportPiece.objects.exists()
    assert "2,499 numbers were added." in text(client.get(address("opt-out-list-import")))


def test_what_was_cut_is_undone_as_if_it_had_never_been(client, cut):
    row = OptedOutNumber.objects.get(opted_out_number=NUMBERS[5])
    # Somebody took it off and it came back by itself: it is no longer the file's.
    OptedOutNumber.objects.filter(pk=row.pk).update(opt_out_import=None, end_user_opted_out=True)
    assert "Undo the 399" in text(client.get(cut))
    client.post(cut, {"act": "undo"})
    undone = text(client.get(cut))
    assert "What it had added was taken back." in undone
    assert "Undo the" not in undone
    assert OptOutImport.objects.get().added == 0
    assert not OptOutImportPiece.objects.exists()
    assert left() == 2
    assert not OptedOutNumber.objects.filter(opted_out_number=NUMBERS[7]).exists()


@pytest.mark.parametrize(
    ("acts", "sentence"),
    [
        (["start", "start"], "1 number was added."),
        (["start", "column"], "1 number was added."),
        (["start", "undo", "undo"], "What it had added was taken back."),
    ],
)
def test_a_second_click_or_another_tab_ends_in_no_error(client, orders, acts, sentence):
    there = send(client, b"+12065550142\n").headers["Location"]
    for act in acts:
        answer = client.post(there, {"act": act, "column": "0"}, follow=True)
    assert sentence in text(answer)
    assert not answer.context["messages"]


def test_nothing_is_undone_that_was_not_started(client, orders):
    there = send(client, b"+12065550142\n").headers["Location"]
    assert client.post(there, {"act": "undo"}, follow=True).context["messages"]


def test_only_who_started_it_or_an_administrator_undoes_it(client, cut):
    OptOutImport.objects.update(started_by=UserFactory())
    Membership.objects.update(role="EDITOR")
    client.post(cut, {"act": "undo"})
    assert left() == 401


def test_what_goes_out_comes_in_again(client, orders):
    OptedOutNumberFactory(opt_out_list=orders, opted_out_number="+447700900123", end_user_opted_out=True)
    OptedOutNumberFactory(opt_out_list=orders, opted_out_number="+12065550142")
    answer = client.get(address("opt-out-list-export") + "?sort=opted_out_number")
    data = answer.content
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows[0] == ["Number", "Country", "Opted out by", "Since"]
    assert [row[:3] for row in rows[1:]] == [
        ["+12065550142", "United States (US)", "Added here"],
        ["+447700900123", "United Kingdom (GB)", "The person"],
    ]
    orders.opted_out_number_rows.all().delete()
    assert [one.split(" | ")[-1] for one in report(client, data).values()] == ["Will be added"] * 2
