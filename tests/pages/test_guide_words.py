"""One word for a thing, the guide's where it has one: in title, heading, breadcrumb, label, help and messages."""

import json
import re
from html import unescape
from pathlib import Path

from django.http import HttpResponse

from pools.pages.frame.help import TITLES
from pools.pages.kit.words import labels, reasons, refusals
from tests.help.markup import tight
from tests.help.walk import ADDRESSES, World, world

__all__ = ["world"]

GUIDE = json.loads((Path(__file__).parents[1] / "guide.json").read_text())
READ_OUT = re.compile(r'(?:aria-label|title|placeholder|data-label-many|data-reason)="([^"]*)"')
# What programs are told, and what people named, is no word of the console's.
OTHERS = re.compile(
    r"<(script|style)\b.*?</\1>|<(code|pre)\b.*?</\2>|<[a-z]+[^>]*\btranslate=\"no\"[^>]*>[^<]*<|<[^>]*>",
    re.DOTALL,
)


def words_of(response: HttpResponse) -> str:
    page = response.content.decode()
    return " ".join(unescape(" ".join([*READ_OUT.findall(page), OTHERS.sub(" ", page)])).split())


def pages(world: World) -> dict[str, HttpResponse]:
    """Every page that somebody can open, by its name; dialogs as the pages that they are without script."""
    client, found = world.client("administrator"), {}
    asks = {
        "pool-delete": f"?id={world.values['pool_id']}",
        "pool-disassociate": f"?id={world.identities[0]}",
    }
    for address in ADDRESSES:
        response = client.get(address.path(world.values) + asks.get(address.name, ""))
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            found[address.name] = response
    return found


def test_what_the_guide_names_is_on_its_pages_under_that_name(world):
    shown = {name: words_of(response) for name, response in pages(world).items()}
    missing = {
        (name, term)
        for name, terms in GUIDE["on"].items()
        for term in terms
        if not re.search(rf"(?<![\w-]){re.escape(term)}(?![\w-])", shown[name])
    }
    assert missing == set()


def sentences() -> dict[str, str]:
    """What the console says of things by itself, on pages that only a mishap opens."""
    found = {f"PROBLEMS {name}": text for name, text in refusals.PROBLEMS.items()}
    found |= {f"REASONS {name}": text for name, text in refusals.REASONS.items()}
    for module in (labels, reasons):
        own = {name: value for name, value in vars(module).items() if name.isupper()}
        for name, value in own.items():
            texts = value.values() if isinstance(value, dict) else [value]
            found[f"{module.__name__} {name}"] = " ".join(text for text in texts if isinstance(text, str))
    return found


def test_nothing_has_a_second_name(world):
    texts = {name: words_of(response) for name, response in pages(world).items()}
    client = world.client("administrator")
    texts |= {topic: words_of(client.get(f"/help/{topic}/")) for topic in TITLES}
    assert len(texts) > 30
    wrong = [
        (term, where, text[max(0, found.start() - 40) : found.end() + 20])
        for term, forms in GUIDE["not"].items()
        for form in [re.compile("|".join(forms), 0 if term == "Region" else re.IGNORECASE)]
        for where, text in (texts | sentences()).items()
        for found in form.finditer(text)
    ]
    assert wrong == [], "\n".join(map(str, wrong))


HEADING = re.compile(r"<h1[^>]*>(.*?)(?:<span|</h1)", re.DOTALL)
LINK = re.compile(r'<a [^>]*href="([^"#]*)"[^>]*>(?:<span[^>]*>)?(?:Open|View|Go to) ([^<]*)<')


def heading_of(response: HttpResponse) -> str:
    found = HEADING.search(tight(response))
    return unescape(re.sub(r"<[^>]*>", "", found[1])).strip() if found else ""


def test_a_page_has_one_name_in_its_title_heading_and_breadcrumbs(world):
    wrong = []
    for name, response in pages(world).items():
        html = tight(response)
        # The panel of a lesson comes into pages, and is none.
        if "<html" not in html:
            continue
        crumb = re.findall(r'<(?:span|a|li)[^>]*aria-current="page"[^>]*>(.*?)</', html)
        title = unescape(re.search(r"<title>(.*?)</title>", html)[1])
        heading = heading_of(response)
        if crumb and heading and (unescape(crumb[-1]) != heading or heading not in title):
            wrong.append((name, title, heading, crumb[-1]))
    assert wrong == [], "\n".join(map(str, wrong))


def test_a_link_that_names_a_page_opens_the_one_of_that_name(world):
    client, seen = world.client("administrator"), {}
    for name, response in pages(world).items():
        for href, subject in LINK.findall(tight(response)):
            # A learner's console is no page, but all of them.
            if href.startswith("/") and not subject.startswith(("details", "its ", "console")):
                opened = client.get(href, follow=True)
                # A tab is named by what the title begins with: the heading is that of all tabs.
                title = re.search(r"<title>([^|]*)", tight(opened))[1]
                seen[name, unescape(subject).strip(), href] = f"{heading_of(opened)} {unescape(title)}"
    assert any(subject == "projects" for _, subject, _ in seen)
    assert {key for key, heading in seen.items() if key[1].lower() not in heading.lower()} == set()
