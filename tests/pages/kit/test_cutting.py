"""IDs and ARNs are cut for the eye only: the whole stays one text, in one order, to be found and copied."""

import re

import pytest
from django.utils.safestring import SafeString

from pools.templatetags.cutting import cut, identifier

POOL = "pool-8309803b1144bb44ff88f2d27e9a5071"
ARN = f"arn:aws:sms-voice:us-east-1:111122223333:pool/{POOL}"


def seen(markup: str, *, narrow: bool = False) -> str:
    """What is left where the styles draw dots."""
    hidden = "(cut|cut__more)" if narrow else "(cut)"
    dotted = re.sub(rf'<span class="{hidden}">[^<]*</span>', lambda m: "…" if m[1] == "cut" else "", markup)
    return re.sub("<[^>]+>", "", dotted)


@pytest.mark.parametrize(
    ("text", "wide", "narrow"),
    [
        (POOL, "pool-8309803…5071", "pool-830…5071"),
        (ARN, "arn:aws:sms-voice:us-eas…5071", "arn:aws:sms-…5071"),
        ("pool-12345678901", "pool-12345678901", "pool-12345678901"),
        ("", "", ""),
    ],
)
def test_both_ends_stay_in_sight(text, wide, narrow):
    markup = cut(text)
    assert (seen(markup), seen(markup, narrow=True)) == (wide, narrow)
    assert re.sub("<[^>]+>", "", markup) == text


def test_what_is_copied_is_whole_and_escaped():
    markup = identifier("arn:<&>" + "x" * 40, "ARN")
    assert isinstance(markup, SafeString)
    assert 'aria-label="Copy ARN"' in markup
    assert f'data-copy="arn:&lt;&amp;&gt;{"x" * 40}"' in markup
    assert "arn:&lt;&amp;&gt;xxxxx" in markup
