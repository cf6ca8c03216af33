"""Form fields made from the service model: what they refuse, in which words."""

import pytest
from django.http import QueryDict

from pools import shapes
from pools.pages.kit import country_fields, fields


class Sample(fields.Form):
    pool_name = fields.pool_name()
    sender_id = fields.sender_id()
    country = country_fields.sender_id_country()
    message_type = fields.message_type()
    keyword = fields.text("PutKeyword", "keyword", label="Keyword", max_length=25, required=False)
    reply = fields.text(
        "PutKeyword", "keyword_message", label="Response message", multiline=True, count=True, required=False
    )
    key = fields.tag_key(required=False)


GOOD = {"sender_id": "MYBRAND", "country": "GB", "message_type": "TRANSACTIONAL"}


def hidden(field: str, code_point: str, position: int) -> str:
    return (
        f"The {field} contains an invisible character ({code_point}) at position {position}. Type it again."
    )


def errors(**typed: str) -> dict[str, list[str]]:
    return dict(Sample(GOOD | typed).errors)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"pool_name": "Größe ٣ a_b.c:d/e=f+g-h@i"},
        {"pool_name": "x" * 256},
        {"sender_id": "my-brand_01"},
        {"sender_id": "  MYBRAND  "},
        {"country": "IN"},
        {"keyword": "k" * 25},
        {"reply": "x" * 1600},
        {"keyword": "\u2764\ufe0f"},
        {"keyword": "\U0001f469\u200d\U0001f4bb"},
        {"reply": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u200f\u05d0\n\t\u2764\ufe0f"},
    ],
)
def test_takes(typed):
    assert errors(**typed) == {}


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("pool_name", "x" * 257, "The pool name has too many characters. Character count: 257/256"),
        ("pool_name", "a#b!#", "The pool name has characters that aren't valid: # !"),
        ("pool_name", "a\x00b", hidden("pool name", "U+0000", 2)),
        ("pool_name", "ad\u200bmin", hidden("pool name", "U+200B", 3)),
        # As a person counts: an accent is no place of its own.
        ("pool_name", "e\u0301te\u0301\u202e", hidden("pool name", "U+202E", 4)),
        ("sender_id", "\ufeffMYBRAND", hidden("sender ID", "U+FEFF", 1)),
        ("keyword", "PRO\xadMO", hidden("keyword", "U+00AD", 4)),
        ("keyword", "\u3164", hidden("keyword", "U+3164", 1)),
        ("keyword", "A\U000e0041", hidden("keyword", "U+E0041", 2)),
        ("keyword", "A\u200dB", hidden("keyword", "U+200D", 2)),
        ("keyword", "A\tB", hidden("keyword", "U+0009", 2)),
        ("key", "Na\u2060me", hidden("tag key", "U+2060", 3)),
        ("reply", "Hello\u200b", hidden("response message", "U+200B", 6)),
        ("reply", "Pay \u202e001", hidden("response message", "U+202E", 5)),
        ("sender_id", "", "Sender ID is required."),
        ("sender_id", "   ", "Sender ID is required."),
        ("sender_id", "MYBRANDNAME123", "The sender ID has too many characters. Character count: 14/11"),
        ("sender_id", "A & B", "The sender ID has characters that aren't valid: (space) &"),
        ("sender_id", "ΑΒΓ", "The sender ID has characters that aren't valid: Α Β Γ"),
        ("country", "", "Country is required."),
        ("country", "ZZ", "Choose one of the values for country."),
        ("country", "x" * 10_000, "Choose one of the values for country."),
        ("message_type", "", "Message type is required."),
        ("message_type", "SPAM", "Choose one of the values for message type."),
        ("keyword", "k" * 26, "The keyword has too many characters. Character count: 26/25"),
        ("reply", "x" * 1601, "The response message has too many characters. Character count: 1,601/1,600"),
        ("key", "k" * 129, "The tag key has too many characters. Character count: 129/128"),
        ("key", "a,b", "The tag key has characters that aren't valid: ,"),
    ],
)
def test_refuses(name, typed, said):
    assert errors(**{name: typed}) == {name: [said]}


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("pool_name", "E\u0301lodie", "\xc9lodie"),
        ("pool_name", "\uff30\uff4f\uff4f\uff4c\u3000\uff11", "Pool 1"),
        ("pool_name", "a\xa0b", "a b"),
        ("sender_id", "\uff2d\uff39\uff22\uff32\uff21\uff2e\uff24", "MYBRAND"),
        ("keyword", "\uff30\uff32\uff2f\uff2d\uff2f", "PROMO"),
        ("keyword", "\uff76\uff9e", "\u30ac"),
        ("key", "cafe\u0301", "caf\xe9"),
        ("reply", "cafe\u0301", "caf\xe9"),
        # Read by people and compared with nothing, a message keeps its looks.
        ("reply", "\uff21\u3000\xa0", "\uff21\u3000\xa0"),
        # Letters that only look alike are others.
        ("keyword", "\u0420\u0420\u041e\u041c\u041e", "\u0420\u0420\u041e\u041c\u041e"),
        ("keyword", "\u2460\xbd", "\u2460\xbd"),
    ],
)
def test_a_word_has_one_spelling(name, typed, kept):
    form = Sample(GOOD | {name: typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data[name] == kept


def test_a_newline_counts_as_one_character():
    form = Sample(GOOD | {"reply": "a\r\n" * 800})
    assert form.is_valid()
    assert form.cleaned_data["reply"] == "a\n" * 800


def test_limits_are_the_models():
    assert Sample.base_fields["sender_id"].facts == shapes.limits("RequestSenderId", "sender_id")
    assert Sample.base_fields["pool_name"].facts["max"] == shapes.tag_limits("Value")["max"]
    assert Sample.base_fields["key"].facts["max"] == shapes.tag_limits("Key")["max"]


def test_a_field_tells_the_script_its_rules():
    html = str(Sample()["sender_id"])
    assert 'data-count="11"' in html
    assert 'data-pattern="[A-Za-z0-9_-]+"' in html
    assert r'data-pattern="[\p{L}\p{N}_ .:/=+@-]*"' in str(Sample()["pool_name"])
    assert "maxlength" not in html
    assert " required" not in html


def test_countries_without_sender_ids_are_not_offered_but_left_to_the_operation():
    before, off = str(Sample()["country"]).split(" disabled>")
    assert 'value="US"' not in before
    assert 'value="US"' in off
    assert "country" not in errors(country="US")


def test_countries_that_want_registration_are_a_group_that_css_can_see():
    before, group = str(Sample()["country"]).split('<optgroup label="Registration required">')
    assert '<option value="IN" data-registration' in group
    assert "data-registration" not in before
    for warned in ("GB", "IE", "SG"):
        assert f'value="{warned}"' in before


def test_showing_keeps_what_was_typed_and_checks_nothing():
    form = Sample.showing(QueryDict("sender_id=%26%26&country=IN"), message_type="PROMOTIONAL")
    assert not form.errors
    assert form["sender_id"].value() == "&&"
    assert form["message_type"].value() == "PROMOTIONAL"
