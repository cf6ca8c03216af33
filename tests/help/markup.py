"""A page's markup as tests compare it: templates break lines for whoever reads them, which no browser shows."""

import re

from django.http import HttpResponse

TAG = re.compile(r"<[a-z][^<>]*>")
BREAK = re.compile(r"\s*\n\s*")


def tight(answer: HttpResponse) -> str:
    """The answer's markup without white space between tags, and with one space between attributes."""
    html = TAG.sub(lambda tag: BREAK.sub(" ", tag[0]).replace(" >", ">"), answer.content.decode())
    return re.sub(r">\s+<", "><", html)
