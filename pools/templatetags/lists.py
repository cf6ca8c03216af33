"""What lists are led by: sortable column headers and pagination."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

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
