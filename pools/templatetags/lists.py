"""What lists are led by: sortable column headers, filters, what acts on their rows, and pagination."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from pools.templatetags.components import draw
from pools.templatetags.console import exactly
from pools.templatetags.stencils import stencil

register = template.Library()


@register.simple_tag
def sort_header(text: str, href: str, direction: str = "") -> SafeString:
    """Draw a sortable column header; direction is "ascending", "descending" or nothing.

    htmx finds its target on an ancestor, so a table says once where its answers go; the id lets
    it put the focus back after the swap.
    """
    header = stencil("components/sort_header.html", ("href",), text=text, direction=direction)
    return header.fill({"href": href})


@register.simple_tag
def filter_select(prefix: str, select: dict[str, Any], path: str) -> SafeString:
    """Draw one of a listing's selects; prefix begins its id."""
    return draw("filter_select", {"path": path}, id=f"{prefix}-filter-{select['name']}", **select)


@register.simple_tag
def refresh(tab: Any, here: str, updated: datetime, oob: Any = False) -> SafeString:
    """Draw when a tab's list was read, and the link that reads it again."""
    kept = stencil("kit/lists/refresh.html", ("here", "updated"), tab=tab, oob=bool(oob))
    return kept.fill({"here": here, "updated": exactly(updated)})


@register.simple_tag
def view_details(tab: Any) -> SafeString:
    """Draw the button that opens what is selected in the list of the tab."""
    return stencil("kit/lists/view_details.html", tab=tab).fill({})


@register.simple_tag
def page_step(name: str, href: str, icon: str, why: str) -> SafeString:
    """Draw the link to the page before or after. why: the reason why there is none, where it has no href."""
    return draw("page_step", {"href": href}, name=name, icon=icon, why=why)


def page_label(number: int | str, paginator: Any) -> str:
    """What a link to a page is called; how many pages there are is left out where nobody has counted them."""
    if number == "last":
        return "Last page"
    more = getattr(paginator, "more", False)
    return f"Page {number}" if more else f"Page {number} of {paginator.num_pages}"


@register.simple_tag
def page_links(page: Any) -> dict[str, Any]:
    """Where the pagination leads: previous, next, and the pages between; a gap is a link without an address.

    Where the last page has no number yet, because counting stopped, it is linked to by name, and no label
    tells how many pages there are.
    """
    more = getattr(page.paginator, "more", False)
    last = page.paginator.num_pages

    def link(number: int | str) -> dict[str, Any]:
        if number == page.paginator.ELLIPSIS:
            return {"text": number}
        return {
            "text": str(number).capitalize(),
            "href": page.url(page=number),
            "label": page_label(number, page.paginator),
            "id": f"page-{number}",
            "current": number == page.number,
        }

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return {
        "previous": page.url(page=page.number - 1) if page.number > 1 else "",
        "pages": [link(number) for number in numbers],
        "next": page.url(page=page.number + 1) if more or page.number < last else "",
    }
