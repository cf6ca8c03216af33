"""The quotas of the account in this Region, and the form that gives it others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.operations.engine.caller import Caller, Permission
from pools.operations.quotas import ADJUSTABLE, MOST, change_quotas, quotas_of, used_of
from pools.pages.frame.restored import carried, restored
from pools.pages.kit import fields
from pools.pages.kit.aws.linked import linked
from pools.pages.kit.flash import flash
from pools.pages.kit.http import see_other, status_of
from pools.pages.kit.places import crumbs, to
from pools.pages.kit.words import labels, reasons, refusals
from pools.reference import quotas
from pools.refusals import Overtaken, Stale

# In the order of the table. There are no registrations here, which have a quota, too.
CHANGED_HERE = tuple(name for name in labels.QUOTAS if name in ADJUSTABLE)
MEMBERS = {name: name for name in CHANGED_HERE}
DRAWN = "drawn_"
RESET = "reset:"
CHANGED = "It was changed to {:,} meanwhile. Save again to have yours."


class QuotasForm(fields.Form):
    """A field a quota, and one for what it was when the form was drawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CHANGED_HERE:
            self.fields[name] = fields.whole_number(labels.QUOTAS[name], 1, MOST)
            self.fields[DRAWN + name] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, current: Mapping[str, int], typed: Mapping[str, str] | None = None) -> "QuotasForm":
        """current: the quotas as they are now, by their names. typed: what was entered in another form, unchecked."""
        drawn = {DRAWN + name: value for name, value in current.items()}
        # What that form was drawn with, too, so that what somebody else changed since is still known as theirs.
        entered = {name: typed[name] for name in (*CHANGED_HERE, *drawn) if name in typed} if typed else {}
        return cls(initial=current | drawn | entered)

    @property
    def drawn(self) -> dict[str, int]:
        return {name: self.cleaned_data[DRAWN + name] for name in CHANGED_HERE}

    @property
    def changes(self) -> dict[str, int]:
        return {
            name: self.cleaned_data[name]
            for name, was in self.drawn.items()
            if self.cleaned_data[name] != was
        }

    def overtaken(self, moved: Sequence[Stale]) -> None:
        """Say at each field that somebody else changed, too, what it is now; saved again, ours takes its place."""
        self.data = self.data.copy()
        for item in moved:
            self.add_error(item.setting, CHANGED.format(item.current))
            self.data[DRAWN + item.setting] = item.current


@dataclass(frozen=True)
class Row:
    """One quota. used: None where it is counted for each of many. field: None where AWS has the same for everybody."""

    name: str
    label: str
    used: int | None
    maximum: int
    default: int
    field: forms.BoundField | None
    drawn: forms.BoundField | None

    @property
    def is_own(self) -> bool:
        """Whether the form has another value than AWS's default."""
        return self.field is not None and str(self.field.value()) != str(self.default)


def why_not(caller: Caller) -> str:
    return reasons.why_not(caller, Permission.CHANGE_ACCOUNT, "change quotas")


@require_http_methods(["GET", "HEAD", "POST"])
def quotas_page(request: HttpRequest) -> HttpResponse:
    caller = request.caller
    current = quotas_of(caller)
    if request.method == "POST":
        if reason := why_not(caller):
            raise PermissionDenied(reason)
        act = request.POST.get("op", "")
        return reset(request, act, current) if act.startswith(RESET) else save(request, current)
    if typed := carried(request):
        form = QuotasForm.of(current, typed)
        restored(request, form, QuotasForm.of(current))
        return draw(request, current, form, posted=True)
    return draw(request, current, QuotasForm.of(current))


def reset(request: HttpRequest, act: str, current: dict[str, int]) -> HttpResponse:
    """AWS's default in one field, to be saved; what else was typed stays."""
    name = act.removeprefix(RESET)
    typed = request.POST.dict()
    if name in current:
        typed[name] = str(quotas.default(name))
    form = QuotasForm.of(current, typed)
    if name in current:
        form.fields[name].widget.attrs["autofocus"] = True
    return draw(request, current, form, posted=True)


def save(request: HttpRequest, current: dict[str, int]) -> HttpResponse:
    form = QuotasForm(request.POST)
    if not form.is_valid():
        return draw(request, current, form, status=422)
    changes = form.changes
    if not changes:
        flash(request, "info", "No changes were made to quotas.")
        return see_other(to(request.caller, "quotas"))
    try:
        change_quotas(request.caller, values=changes, drawn=form.drawn)
    except ServiceError as error:
        return refused(request, current, form, error)
    number = "1 quota was" if len(changes) == 1 else f"{len(changes):,} quotas were"
    flash(request, "success", f"{number} changed in {labels.region_name(request.caller.region)}.")
    return see_other(to(request.caller, "quotas"))


def refused(
    request: HttpRequest, current: dict[str, int], form: QuotasForm, error: ServiceError
) -> HttpResponse:
    text = ""
    if isinstance(error.about, Overtaken):
        form.overtaken(error.about.moved)
    elif form.blame(error, MEMBERS) or not error.fields:
        text = refusals.sentence(error)
    return draw(request, current, form, problem=text, status=status_of(error))


def draw(
    request: HttpRequest,
    current: dict[str, int],
    form: QuotasForm,
    *,
    status: int = 200,
    posted: bool = False,
    problem: str = "",
) -> HttpResponse:
    caller = request.caller
    context = {
        "form": form,
        "rows": [row(caller, form, name, current.get(name, quotas.default(name))) for name in labels.QUOTAS],
        "problem": problem,
        "posted": posted or form.is_bound,
        "reason": why_not(caller),
        "region": labels.region_name(caller.region),
        "is_linked": linked(request) is not None,
        "back": to(caller, "overview"),
        "crumbs": crumbs(caller, "overview", "Quotas"),
        "nav_active": "overview",
        "help_topic": "quotas",
    }
    return render(request, "neighbours/quotas_edit.html", context, status=status)


def row(caller: Caller, form: QuotasForm, name: str, maximum: int) -> Row:
    is_ours = name in CHANGED_HERE
    return Row(
        name,
        labels.QUOTAS[name],
        used_of(caller, name),
        maximum,
        quotas.default(name),
        form[name] if is_ours else None,
        form[DRAWN + name] if is_ours else None,
    )
