"""NUL in what a browser sends: no database row has it in a name, and PostgreSQL does not even take the question.

In an address it is left out. In a form it becomes a character that Unicode keeps out of texts: a text field refuses it
like any other that it may not have, what was typed stays, and whatever else is posted names nothing with it.
"""

from django.http import HttpRequest, QueryDict

NUL, STAND_IN = "\0", "\uffff"


def without_nul(data: QueryDict, put: str) -> QueryDict:
    """The same fields with `put` in place of NUL; the same object where there is none."""
    if not any(NUL in text for name, values in data.lists() for text in (name, *values)):
        return data
    clean = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        clean.setlist(name.replace(NUL, put), [value.replace(NUL, put) for value in values])
    clean._mutable = False
    return clean


def clean_request(request: HttpRequest) -> None:
    request.GET = without_nul(request.GET, "")
    if request.method == "POST":
        request.POST = without_nul(request.POST, STAND_IN)


def query_of(text: str) -> QueryDict:
    """The query of an address that a browser named elsewhere."""
    return without_nul(QueryDict(text), "")


def form_of(text: str) -> QueryDict:
    """Fields that were kept, encoded like a query."""
    return without_nul(QueryDict(text), STAND_IN)
