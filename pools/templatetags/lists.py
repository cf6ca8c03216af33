"""What lists are led by: sortable column headers, filters, what acts on their rows, and pagination."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString

from pools.templatetags.components import draw
from pools.templatetags.stencils import hole, stencil

register = template.Library()

CARETS = {"ascending": "caret-up-filled", "descending": "caret-down-filled"}


@register.simple_tag
def column_header(column: dict[str, Any]) -> SafeString:
    """Draw one of a listing's headers, as a link where rows can be sorted by it.

    htmx finds its target on an ancestor, so a table says once where its answers go; the id lets
    it put the focus back after the swap.
    """
    shape = {name: column.get(name, "") for name in ("text", "key", "width", "direction")}
    href = column.get("href", "")
    # The caret stays beside the last word where the header takes two lines.
    shape["start"], _, shape["last"] = column["text"].rpartition(" ")
    shape["caret"] = CARETS.get(shape["direction"], "caret-down")
    header = stencil("components/column_header.html", ("href",), sorts=bool(href), **shape)
    return header.fill({"href": href})


@register.simple_tag
def pill(tab: Any, one: Any) -> SafeString:
    """Draw a filter of a tab's list, as `Choices.pills` has it."""
    texts = {"href": one.href, "value": one.value, "remove": one.remove}
    holes = ("href", "value", "remove") if one.value else ("href",)
    kept = stencil("kit/lists/pill.html", holes, tab=tab, key=one.key, label=one.label, is_open=one.is_open)
    return kept.fill(texts)


@register.simple_tag
def refresh(tab: Any, here: str) -> SafeString:
    """Draw the link that reads a tab's list again."""
    return stencil("kit/lists/refresh.html", ("here",), tab=tab).fill({"here": here})


@register.simple_tag
def preferences_link(tab: Any, url: str, here: str, confirmed: bool) -> SafeString:
    """Draw the gear. here: where the dialog leads back to. confirmed: whether it just did; the focus comes back."""
    kept = stencil("kit/lists/preferences_link.html", ("url",), tab=tab, confirmed=confirmed)
    return kept.fill({"url": f"{url}?{urlencode({'next': here})}"})


@register.simple_tag
def view_details(tab: Any, place: str = "") -> SafeString:
    """Draw the button that opens what is selected in the list of the tab. place: tells its ID from another's."""
    return stencil("kit/lists/view_details.html", tab=tab, place=place).fill({})


@register.simple_tag
def selection(table: str, place: str = "") -> SafeString:
    """Draw where the script says what is selected in a table. place: tells its IDs from another's."""
    return stencil("kit/lists/selection.html", table=table, place=place).fill({})


class PageLink(NamedTuple):
    """A link of the pagination. One without an address leads nowhere: a gap, or the page before the first."""

    id: str = ""
    text: str = ""
    label: str = ""
    href: str = ""
    is_current: bool = False


@register.simple_tag
def pagination(page: Any, label: str, heading: str = "", place: str = "") -> SafeString:
    """Draw the links to a list's pages.

    heading: the ID of what the focus goes on from. place: begins the IDs of a second pagination of the same list.
    """
    links = page_links(page, place)
    holes, texts = [], {}
    for number, link in enumerate(links):
        given = {
            f"{name}-{number}": text for name, text in link._asdict().items() if text and name != "is_current"
        }
        texts |= given
        holes.append(link._replace(**{name.partition("-")[0]: hole(name) for name in given}))
    previous, *pages, following = holes
    shape = {"previous": previous, "pages": tuple(pages), "following": following}
    kept = stencil("components/pagination.html", label=label, heading=heading, place=place, **shape)
    return kept.fill(texts)


@register.simple_tag
def page_step(link: PageLink, name: str, icon: str, why: str) -> SafeString:
    """Draw the link to the page before or after. why: the reason why there is none, where it has no href."""
    return draw("page_step", {"id": link.id, "href": link.href}, name=name, icon=icon, why=why)


def page_label(number: int | str, paginator: Any) -> str:
    """What a link to a page is called; how many pages there are is left out where nobody has counted them."""
    if number == "last":
        return "Last page"
    more = getattr(paginator, "more", False)
    return f"Page {page_text(number)}" + ("" if more else f" of {paginator.num_pages:,}")


def page_text(number: int | str) -> str:
    """What a link to a page shows."""
    return f"{number:,}" if isinstance(number, int) else number.capitalize()


def page_links(page: Any, place: str = "") -> list[PageLink]:
    """Where the pagination leads: previous, the pages between, and next.

    Where the last page has no number yet, because counting stopped, it is linked to by name, and no label
    tells how many pages there are.
    """
    paginator, number = page.paginator, page.number

    def link(one: int | str) -> PageLink:
        if one == paginator.ELLIPSIS:
            return PageLink(text=one)
        label = page_label(one, paginator)
        return PageLink(f"page-{place}{one}", page_text(one), label, page.url(page=one), one == number)

    def step(name: str, other: int, there_is: bool) -> PageLink:
        return PageLink(f"page-{place}{name}", href=page.url(page=other) if there_is else "")

    return [
        step("previous", number - 1, number > 1),
        *map(link, paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)),
        step("next", number + 1, getattr(paginator, "more", False) or number < paginator.num_pages),
    ]
