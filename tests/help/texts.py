"""What a page says, without its markup."""

import re
from html import unescape

from django.http import HttpResponse

UNSEEN = re.compile(
    r'<(script|style|template|dialog)\b.*?</\1>|<span class="visually-hidden">.*?</span>', re.DOTALL
)


def words_of(response: HttpResponse) -> str:
    """The words of the page's main part, or of all of it where it has none, with one space between them."""
    page = response.content.decode()
    main = re.search(r"<main\b.*</main>", page, re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", UNSEEN.sub(" ", main[0] if main else page))
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(unescape(text).split()))
