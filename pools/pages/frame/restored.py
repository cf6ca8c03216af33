"""What somebody had entered when the sign-in ended: back in its form, named there, and nobody else's.

The browser remembers who signed in last, so that what one person entered is not shown to the next.
"""

import re
from collections.abc import Iterator, Sequence

from django.core import signing
from django.forms import BoundField, Form
from django.http import HttpRequest, HttpResponse, QueryDict

from pools.models import User
from pools.pages.kit.cookies import keep, kept
from pools.pages.kit.fields import posted_value
from pools.pages.kit.flash import flash
from pools.pages.kit.nul import form_of

KEPT = "carried"
WHO = "who"
# Fields that nobody fills in: what a form was rendered with, what a table shows, and which button was pressed.
UNSEEN = re.compile(
    r"drawn.*|choice\..*|.*-(saved|remove)|op|ask|ids?|q|searched|page|all|view|next|client_token"
)
ROW = re.compile(r"([a-z]+)s-(\d{1,4})-([a-z_]+)")


def carried(request: HttpRequest) -> QueryDict | None:
    """The fields that came through sign-in to this page's form, once; a view fills its form with them."""
    if request.method != "GET" or request.htmx or (fields := waiting(request)) is None:
        return None
    # Once: the next visit to the form is to find it as it is saved.
    del request.session[KEPT]
    # Should the page turn out to be gone, its 404 still lists them.
    request.carried = fields
    return fields


def waiting(request: HttpRequest) -> QueryDict | None:
    """What `carried` returned before, or would return."""
    if hasattr(request, "carried"):
        return request.carried
    fields = request.session.get(KEPT) if hasattr(request, "session") else None
    return form_of(fields["fields"]) if fields and fields["path"] == request.path else None


def say_restored(request: HttpRequest, controls: Sequence[str]) -> None:
    """Flash how many fields are filled in again. controls: the ID of each one's control, in the page's order."""
    count = len(controls)
    again = f" {count} field{' is' if count == 1 else 's are'} filled in again." if count else ""
    action = ("Go to it" if count == 1 else "Go to them", f"#{controls[0]}") if count else None
    text = f"You were signed out.{again} Nothing is saved yet."
    flash(request, "info", text, action=action, until_done=True)


def asked_again(request: HttpRequest) -> QueryDict | None:
    """`carried`, of a dialog that asks once more and fills nothing in."""
    fields = carried(request)
    if fields:
        say_restored(request, ())
    return fields


def restored(request: HttpRequest, form: Form, before: Form, **controls: str) -> None:
    """Say what of the form differs from what it shows without the carried fields; the first has the focus.

    controls: the IDs of those that are not Django's own.
    """
    names = changed_fields(form, before)
    for name, field in form.fields.items():
        field.widget.attrs["autofocus"] = name in names[:1]
    say_restored(request, [controls.get(name) or control_of(form[name]) for name in names])


def changed_fields(form: Form, before: Form) -> list[str]:
    return [
        name
        for name, field in form.fields.items()
        if not field.widget.is_hidden and shown(form[name]) != shown(before[name])
    ]


def shown(field: BoundField) -> str:
    """What the control shows. A browser ends lines with two characters."""
    return posted_value(field.value()).replace("\r\n", "\n")


def control_of(field: BoundField) -> str:
    """The ID of the field's control; of radios, that of the one that is chosen."""
    chosen = (option.id_for_label for option in field.subwidgets if option.data.get("selected"))
    return field.id_for_label or next(chosen, field.auto_id)


def entered(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was to be restored, a pair of name and value for each field that has one."""
    for name, value in (waiting(request) or QueryDict()).items():
        if value.strip() and not UNSEEN.fullmatch(name):
            yield label_of(name), "On" if value == "on" else value


def label_of(name: str) -> str:
    """A field's name as words: the form that would have better ones is gone."""
    row = ROW.fullmatch(name)
    text = f"{row[1]} {int(row[2]) + 1}, {row[3].removeprefix('keyword_')}" if row else name
    return text.replace("_", " ").capitalize()


# Whose it is


def keep_signer(request: HttpRequest, response: HttpResponse, user: User) -> HttpResponse:
    """Have the browser keep who signed in now, and who did before."""
    last = signed_in_here(request)[-1:]
    keep(request, response, WHO, signing.dumps([*last, user.pk], salt=WHO))
    return response


def signed_in_here(request: HttpRequest) -> list[int]:
    """The IDs of the two users who signed in last with this browser, the last one last; fewer where unknown."""
    try:
        return signing.loads(kept(request, WHO), salt=WHO)
    except signing.BadSignature:
        return []


def wrote_before(request: HttpRequest, user: User) -> bool:
    """Whether a form of the last sign-in but one is the user's, as far as this browser knows."""
    before = signed_in_here(request)[:-1]
    return not before or before == [user.pk]


def wrote_last(request: HttpRequest, user: User) -> bool:
    """Whether a form of the last sign-in is the user's, as far as this browser knows."""
    return signed_in_here(request)[-1:] in ([], [user.pk])
