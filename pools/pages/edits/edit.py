"""Changing one setting of many: what to change, what would become of each, and the button that starts the run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pools.errors import ServiceError
from pools.models import EditRun
from pools.models.fast_reads.pool_forms import SettingsChoices, choices_read
from pools.models.ids import new_uuid
from pools.operations.edit_plans import Outlook, Planned, plan_edit
from pools.operations.edit_runs import start_edit_run
from pools.operations.engine.caller import pools_available
from pools.operations.rules.edits import Setting
from pools.pages.edits.editable import Editable
from pools.pages.edits.form import EditForm
from pools.pages.edits.preview import Preview, wish_of
from pools.pages.edits.run import deal_with, going, say_trouble
from pools.pages.edits.selected import opened, wanted_or_404
from pools.pages.edits.words import OUTLOOKS, Verb, verb_of
from pools.pages.frame.restored import asked_again
from pools.pages.kit.aws.lists import is_linked
from pools.pages.kit.dialogs import ASK, confirms, must_edit, wrong_word
from pools.pages.kit.flash import flash
from pools.pages.kit.http import announce, is_fragment, see_other, with_flashes
from pools.pages.kit.paging import page_number
from pools.pages.kit.pieces import SOON
from pools.pages.kit.places import PATHS, crumbs, to
from pools.pages.kit.sealed import sealed, unsealed
from pools.pages.kit.selecting import MOST
from pools.pages.kit.words import labels
from pools.pages.neighbours.number_removal import REMOVING_NUMBERS
from pools.pages.neighbours.sender_ids.release import RELEASING
from pools.reference import keywords as known
from pools.reference import quotas

TEMPLATE = "edits/edit.html"
SALT = "edit:"
RELEASES = {"phone-number": REMOVING_NUMBERS, "sender-id": RELEASING}
CHANGE = "change"  # the value of `act` that starts the run
# What was drawn before the change that is now asked for.
OTHER = "The preview was of another change. Look at it again before you go on."


@dataclass
class EditPage:
    """The page for one request. complains: whether what is missing is said at the fields."""

    request: HttpRequest
    editable: Editable
    data: QueryDict
    complains: bool

    @cached_property
    def ids(self) -> Sequence[str]:
        return wanted_or_404(self.request, self.editable, self.data)

    @property
    def names(self) -> Any:
        return self.editable.names

    @cached_property
    def choices(self) -> SettingsChoices:
        return choices_read(self.request.caller, None, quotas.KEYWORDS_PER_POOL, 100)

    def make_form(self, *, checked: bool) -> EditForm:
        more = {
            "caller": self.request.caller,
            "resource_type": self.editable.resource_type,
            "settings": self.editable.settings,
            "choices": self.choices,
        }
        if checked:
            # A setting that was only just chosen has nothing typed in its fields, and begins with their first values.
            initial = {name: field.initial for name, field in EditForm.base_fields.items() if field.initial}
            first = {"setting": self.editable.settings[0].value}
            return EditForm(initial | first | self.data.dict(), **more)
        typed = self.data.dict()
        form = EditForm(initial=typed, **more)
        op, _, index = self.data.get("op", "").partition(":")
        if form.keywords and op:
            form.keywords.act(op, index)
        return form

    @cached_property
    def checked(self) -> EditForm:
        return self.make_form(checked=True)

    @property
    def form(self) -> EditForm:
        return self.checked if self.complains else self.make_form(checked=False)

    @cached_property
    def planned(self) -> list[Planned]:
        return plan_edit(self.request.caller, self.editable.resource_type, self.ids, self.checked.edit)

    @cached_property
    def preview(self) -> Preview | None:
        if not self.checked.is_valid():
            return None
        outlook = self.data.get("outlook", "")
        return Preview(
            self.request.caller,
            self.editable,
            self.checked.edit,
            self.planned,
            outlook if outlook in set(OUTLOOKS) else "",
            page_number(self.data.get("page", "")) or 1,
        )

    @cached_property
    def drawn(self) -> dict[str, Any]:
        """What the preview was drawn with that the request comes from; nothing of another's."""
        found = unsealed(self.salt, self.data.get("drawn", "")) or {}
        return found if {"run_id", "wish", "marks"} <= found.keys() else {}

    @property
    def begun(self) -> EditRun | None:
        """The run that the same form has started before."""
        run_id = self.drawn.get("run_id")
        runs = EditRun.objects.for_caller(self.request.caller)
        return runs.filter(run_id=run_id).first() if run_id else None

    @property
    def salt(self) -> str:
        caller = self.request.caller
        return f"{SALT}{self.editable.resource_type}:{caller.account.account_id}:{caller.region}"

    @property
    def seal(self) -> str:
        run_id = str(new_uuid("edit-run"))
        return sealed(self.salt, {"run_id": run_id, "wish": self.preview.wish, "marks": self.preview.marks})

    def answer(self, *, status: int = 200, **extra: Any) -> HttpResponse:
        title = f"Edit {labels.plural(len(self.ids), self.names.noun)}" if self.ids else "Edit"
        context = {
            "page": self,
            "form": self.form,
            "preview": self.preview,
            "noun": self.names.noun,
            "nouns": self.names.nouns,
            "title": title,
            "url": to(self.request.caller, self.editable.url_name),
            "back": to(self.request.caller, self.names.url_name),
            "back_text": f"Go to {self.names.text}",
            "runs_url": to(self.request.caller, "edit-runs"),
            "topics": self.choices.topics,
            "why_off": still_refused(self),
            "leaves_out": "leave_out" in self.data,
            "missing": [] if self.preview else self.checked.problems,
            "languages": [*known.MESSAGES_IN],
            "verb": self.verb.text,
            "word": self.verb.word,
            "stays_in_aws": self.releases and is_linked(self.request.caller),
            "commands": "\n".join(self.commands),
            "staying": len(self.commands),
            "is_one": len(self.ids) == 1,
            "names": self.names,
            "typed": self.data.get("confirm", ""),
            "crumbs": crumbs(self.request.caller, *PATHS[self.names.url_name], title),
            "nav_active": self.names.nav_active,
            "help_topic": "edit-many",
            **extra,
        }
        if not is_fragment(self.request):
            return render(self.request, TEMPLATE, context, status=status)
        part = "preview" if self.request.htmx.target == "edit-preview" else "edit"
        response = render(self.request, f"{TEMPLATE}#{part}", context, status=status)
        return announce(with_flashes(self.request, response), self.spoken)

    @property
    def releases(self) -> bool:
        return self.checked.chosen == Setting.RELEASE

    @cached_property
    def commands(self) -> list[str]:
        """Lines that release in AWS what goes only from here."""
        if not (self.releases and self.preview):
            return []
        going = [one.resource_id for one in self.planned if one.outlook == Outlook.CHANGES]
        return RELEASES[self.editable.resource_type].commands(self.request, going)

    @property
    def verb(self) -> Verb:
        return verb_of(self.editable.resource_type, self.checked.chosen)

    @property
    def spoken(self) -> str:
        if self.preview is None:
            return "No preview yet."
        return f"Preview updated. {self.preview.changing:,} will change, {self.preview.refused:,} refused."


def edit_view(editable: Editable) -> Callable[[HttpRequest], HttpResponse]:
    @require_http_methods(["GET", "HEAD", "POST"])
    def edit(request: HttpRequest) -> HttpResponse:
        """GET, or POST without `act`, shows what would happen; POST with it starts the run."""
        must_edit(request.caller, editable.names.editing)
        list_url = to(request.caller, editable.names.url_name)
        if editable.resource_type == "pool" and not pools_available(request.caller.region):
            return see_other(list_url)
        data = request.POST if request.method == "POST" else asked_again(request) or request.GET
        if request.method == "POST" and ASK in data:
            return opened(request, editable)
        acts = data.get("act") == CHANGE and request.method == "POST"
        page = EditPage(request, editable, filled_in(data), acts or "refresh" in data)
        if acts and (run := page.begun):
            return see_other(going(request, run))
        if len(page.ids) > MOST:
            flash(request, "warning", f"At most {MOST:,} {editable.names.nouns} can be edited at a time.")
            return see_other(list_url)
        return start(page) if acts and page.ids else page.answer()

    return edit


def filled_in(data: QueryDict) -> QueryDict:
    """What was sent, with HELP and STOP in the language whose button was pressed."""
    messages = known.MESSAGES_IN.get(data.get("fill", ""))
    if messages is None:
        return data
    filled = data.copy()
    for name in [name for name in filled if name.startswith("keywords-")]:
        del filled[name]
    for index, (word, text) in enumerate(messages.items()):
        filled[f"keywords-{index}-keyword"], filled[f"keywords-{index}-keyword_message"] = word, text
    return filled


def start(page: EditPage) -> HttpResponse:
    if not page.checked.is_valid():
        return page.answer(status=422)
    if page.drawn.get("wish") != wish_of(page.checked.edit):
        return page.answer(status=409, problem=OTHER)
    if page.preview.refused and "leave_out" not in page.data:
        return page.answer(status=422, left=still_refused(page))
    typed = page.data.get("confirm", "")
    if page.verb.word and not confirms(typed, page.verb.word):
        return page.answer(status=422, wrong=wrong_word(typed, page.verb.word))
    if not page.preview.changing and not page.drawn["marks"]:
        return page.answer(status=409)
    run = start_edit_run(
        page.request.caller,
        run_id=page.drawn["run_id"],
        resource_type=page.editable.resource_type,
        edit=page.checked.edit,
        planned=page.planned,
        previewed=page.drawn["marks"],
    )
    try:
        deal_with(page.request.caller, run, SOON)
    except ServiceError as error:
        say_trouble(page.request, error)
    return see_other(going(page.request, run))


def still_refused(page: EditPage) -> str:
    """Why the button is off while something is refused that is not left out."""
    refused = page.preview.refused if page.preview else 0
    if not refused:
        return ""
    if refused == 1:
        return f"1 {page.names.noun} is refused. Leave it out or mend it."
    return f"{refused:,} {page.names.nouns} are refused. Leave them out or mend them."
