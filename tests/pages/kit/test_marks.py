"""Where the words of a search are marked, in whatever spelling they stand there."""

import pytest

from pools.models.words import read_words
from pools.pages.kit.marks import marked, marked_excerpt, marked_number

ID = "phone-4bb4ff88f2d27e9a8309803b11445071"


def in_brackets(markup: str) -> str:
    return markup.replace("<mark>", "[").replace("</mark>", "]")


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("fraud-alerts", "alerts fraud", "[fraud]-[alerts]"),
        ("Élodie", "elo", "[Élo]die"),
        ("E\u0301lodie", "e", "[E\u0301]lodi[e]"),
        ("Straße 7", "strasse", "[Straße] 7"),
        ("\uff30\uff32\uff2f", "pr", "[\uff30\uff32]\uff2f"),
        ("ガ\uff76\uff9e", "ガ", "[ガ\uff76\uff9e]"),
        ("banana", "ana an", "b[anan]a"),
        ("Team = Marketing", "team=market", "[Team] = [Market]ing"),
        ("one_time-x", "one-time", "[one_time]-x"),
        ("a <b> & c", "<b> &", "a [&lt;b&gt;] [&amp;] c"),
        ("nothing", "some", "nothing"),
    ],
)
def test_a_text_is_marked_where_its_words_stand(text, typed, shown):
    assert in_brackets(marked(text, read_words(typed))) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0142", "+1 206-555-[0142]"),
        ("(206) 555-0142", "+1 [206-555-0142]"),
        ("2065550", "+1 [206-555-0]142"),
        ("+1 206", "[+1 206]-555-0142"),
        ("acme 555", "+1 206-[555]-0142"),
    ],
)
def test_a_number_is_marked_however_it_was_typed(typed, shown):
    assert in_brackets(marked_number("+1 206-555-0142", read_words(typed))) == shown


def test_a_part_of_a_number_is_marked_where_it_stands_by_itself():
    assert in_brackets(marked_number("+1 425-555-0117", read_words("555"))) == "+1 425-[555]-0117"


def test_a_number_is_marked_as_it_is_dialled_within_its_country():
    assert in_brackets(marked_number("+44 7700 900123", read_words("07700 900123"))) == "+44 [7700 900123]"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ff88f2d", "…4bb4[ff88f2d]…"),
        ("phone-4bb", "[phone-4bb]…"),
        ("5071", "…1144[5071]"),
        ("phone-4bb4ff8…5071", "[phone-4bb4ff8]…1144[5071]"),
        (ID, "[phone-4bb4ff]…[5071]"),
    ],
)
def test_an_id_is_cut_to_what_was_found_of_it(typed, shown):
    assert in_brackets(marked_excerpt(ID, read_words(typed))) == shown
