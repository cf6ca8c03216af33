"""What a text asks of rows: its words, and what of a pasted ARN is none."""

import pytest

from pools.models.words import read_words

ARNS = [
    f"arn:aws:sms-voice:us-east-1:111122223333:{kind}" for kind in ("pool/", "phone-number/", "sender-id/")
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one time", ["one", "time"]),
        ("One-Time_passwords.v2", ["one time passwords v2"]),
        ("a  a A", ["a"]),
        ("ACME (DE), x/y", ["acme", "de", "x y"]),
        ("pool-8309803…5071", ["pool 8309803", "5071"]),
        ("pool-8309803...5071", ["pool 8309803", "5071"]),
        ("Team = marketing", ["team=marketing"]),
        ("Cost-Center=  a b", ["cost center=a", "b"]),
        ("100% a+b", ["100%", "a b"]),
        ("en–dash", ["en dash"]),
        ("_", []),
        ("+44 +-()", ["+44"]),
        ("\u200b", []),
        ("…", []),
    ],
)
def test_the_words_of_a_text(text, words):
    assert [word[0] for word in read_words(text, ARNS)] == words


@pytest.mark.parametrize("text", ["206 555-0142", "(206) 555.0142"])
def test_what_is_written_like_a_number_is_also_asked_for_as_it_is_kept(text):
    words = read_words(f"acme {text}")
    assert words[0] == ("acme",)
    assert all("2065550142" in word for word in words[1:])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/pool-abc", ["pool abc"]),
        ("ARN:aws:sms-voice:us-east-1:111122223333:pool/pool-a", ["pool a"]),
        ("arn:aws:sms-voice:us-eas…5071", ["5071"]),
        ("voice:us-east-1:111122223333:pool/pool-abc", ["pool abc"]),
        ("pool/pool-abc", ["pool abc"]),
        ("phone-number/phone-abc", ["phone abc"]),
        ("arn:aws:sms-voice:us-east-1:111122223333:sender-id/ACME/DE", ["acme de"]),
        ("arn:aws:sms-voice:us-east-1:1111", [""]),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/", [""]),
    ],
)
def test_an_arn_asks_for_what_it_names(text, words):
    assert [word[0] for word in read_words(text, ARNS)] == words


@pytest.mark.parametrize("place", ["eu-west-1:111122223333", "us-east-1:444455556666"])
def test_an_arn_of_elsewhere_is_not_cut(place):
    ((word,),) = read_words(f"arn:aws:sms-voice:{place}:pool/pool-abc", ARNS)
    assert word == f"arn:aws:sms voice:{place.replace('-', ' ')}:pool pool abc"
