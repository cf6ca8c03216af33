"""The form of Create pool: what is typed, what is wrong with it, and what the page says beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from pools.errors import Field, ServiceError
from pools.models import Pool, SenderId
from pools.models.scope import kept_sender_id
from pools.operations import associations
from pools.operations import pools as operations
from pools.operations.engine.caller import Caller
from pools.operations.tags import NAME
from pools.pages.kit import fields
from pools.pages.kit.empty.channel import channel_off
from pools.pages.kit.form_tokens import form_token, new_form_token
from pools.pages.kit.places import to
from pools.pages.kit.tag_rows import Tags
from pools.pages.kit.way_back import BACK, back_in, pool_of_step
from pools.pages.kit.words import labels, refusals
from pools.pages.pools.available_numbers import AvailableNumbers
from pools.pages.pools.preview import Preview, preview
from pools.pages.pools.sender_id_form import SenderIdForm
from pools.reference import countries
from pools.refusals import TokenUsed

SENDER_ID, PHONE_NUMBER = "sender-id", "phone-number"
KINDS = {SENDER_ID: "Sender ID", PHONE_NUMBER: "Phone number"}
NOT_LISTED = "Choose one of the phone numbers in the list."
# CreatePool takes no name: what the console calls a pool's name is the tag Name.
NAMED_TWICE = "The pool name is the tag Name already. Remove this tag, or leave the pool name empty."
# What a link to the page may bring along.
OPENED_WITH = ("type", "origination_identity", "sender_id", "iso_country_code", BACK)
# The members of a request that an operation can refuse, and the fields that they are typed in.
MEMBERS = {
    SENDER_ID: SenderIdForm.members | {"OriginationIdentity": "sender_id", "MessageType": "message_type"},
    PHONE_NUMBER: {"OriginationIdentity": "origination_identity"},
}


class SetupForm(fields.Form):
    pool_name = fields.pool_name()
    type = fields.ChoiceField(tuple(KINDS.items()), label="Origination identity")
    deletion_protection_enabled = forms.BooleanField(label="Turn on deletion protection", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_short(self, "pool_name", 256)


class NewSenderIdForm(SenderIdForm):
    message_type = fields.message_type()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_short(self, "sender_id", 64)


class PhoneNumberForm(fields.Form):
    origination_identity = fields.text("CreatePool", "origination_identity", label="Phone number")


def keep_short(form: fields.Form, name: str, most: int) -> None:
    """Have htmx leave out its request for notes while the text is too long for an address."""
    # Not maxlength, with which a browser cuts a pasted text and says nothing. As the form is `novalidate`,
    # the pattern keeps nobody from submitting it and reading which limit the text is over.
    form.fields[name].widget.attrs["pattern"] = f".{{0,{most}}}"


@dataclass(frozen=True)
class Alert:
    """What stands above the buttons, and the links with which it goes on."""

    text: str
    links: Sequence[tuple[str, str]] = ()
    is_made: bool = False


class Draft:
    """The page's forms with what is typed in them: checked where they are submitted, else only shown.

    by_script: whether a script reads the answer, and asks again when something else is typed.
    """

    def __init__(
        self, caller: Caller, data: Mapping[str, str], *, submitted: bool = False, by_script: bool = False
    ) -> None:
        self.caller, self.data, self.alert, self.by_script = caller, data, None, by_script
        self.kind = data["type"] if data.get("type") in KINDS else SENDER_ID
        # Both kinds are made, as trying the other tile loses nothing; but only the chosen one is checked.
        self.setup = self.form(SetupForm, submitted, type=self.kind)
        self.sender = self.form(
            NewSenderIdForm,
            submitted and self.is_sender_id,
            message_type=caller.account.default_message_type,
        )
        self.number = self.form(PhoneNumberForm, submitted and self.is_phone_number)
        self.numbers = AvailableNumbers(caller, data)
        self.tags = Tags({}, data)
        # Kept through every refusal: neither a second click nor Back and Create pool makes a second pool.
        self.client_token = form_token(data.get("client_token", ""))

    @cached_property
    def began(self) -> Pool | None:
        """The pool whose page led here."""
        return pool_of_step(self.caller, back_in(self.data))

    def form(self, form: type[fields.Form], submitted: bool, **initial: str) -> fields.Form:
        return form(self.data) if submitted else form.showing(self.data, **initial)

    @property
    def typed(self) -> bool:
        """Whether the page is drawn with something typed, which leaving it would lose."""
        return bool(set(self.data) - set(OPENED_WITH))

    @property
    def identity_form(self) -> fields.Form:
        return self.sender if self.is_sender_id else self.number

    @property
    def is_sender_id(self) -> bool:
        return self.kind == SENDER_ID

    @property
    def is_phone_number(self) -> bool:
        return self.kind == PHONE_NUMBER

    @property
    def opens_additional(self) -> bool:
        """The expandable part stays open while something is in it."""
        return bool(self.tags.rows or self.setup["deletion_protection_enabled"].value())

    @property
    def is_invalid(self) -> bool:
        rows = any(row.errors for row in self.tags.kept)
        return bool(rows or self.alert or self.setup.errors or self.identity_form.errors)

    def check(self) -> bool:
        """Whether what was submitted can go to the operation; each field that is wrong says why."""
        # A list, as `and` would stop at the first part and keep back what else is wrong.
        fine = [self.setup.is_valid(), self.check_identity(), self.check_tags()]
        return all(fine)

    def check_identity(self) -> bool:
        if self.is_sender_id:
            return self.sender.accepts(self.caller, self.data.get("message_type", ""))
        if self.number.is_valid() and not self.numbers.chosen:
            self.number.add_error("origination_identity", NOT_LISTED)
        return not self.number.errors

    def check_tags(self) -> bool:
        fine = self.tags.check()
        if str(self.setup["pool_name"].value() or "").strip() and (again := self.tags.row_of(NAME)):
            again.errors.setdefault("key", NAMED_TWICE)
            fine = False
        if self.tags.is_over:
            self.alert = Alert(self.tags.limit_text)
        return fine

    def create(self) -> Any:
        """Make the pool. Raises what the operations raise."""
        rest = {
            "deletion_protection_enabled": self.setup.cleaned_data["deletion_protection_enabled"] or None,
            "tags": self.request_tags or None,
            "client_token": self.client_token,
        }
        if self.is_sender_id:
            return associations.create_pool_from_sender_id(self.caller, **self.sender.cleaned_data, **rest)
        # CreatePool requires a message type, but a number has one, so the page does not ask.
        number = self.numbers.chosen
        return operations.create_pool(
            self.caller,
            origination_identity=number.phone_number_id,
            message_type=number.message_type,
            **rest,
        )

    @property
    def request_tags(self) -> list[dict[str, str]]:
        """CreatePool's `Tags`: the name first, then the rows of the editor."""
        name = self.setup.cleaned_data["pool_name"]
        pairs = [(NAME, name)] if name else []
        pairs += self.tags.values().items()
        return [{"Key": key, "Value": value} for key, value in pairs]

    def refuse(self, error: ServiceError) -> None:
        """Put a refusal where its cause was typed, or above the buttons."""
        if error.fields:
            for problem in self.identity_form.blame(error, MEMBERS[self.kind]):
                self.refuse_field(problem, error)
        elif isinstance(error.about, TokenUsed):
            self.refuse_again(error.about.answer or {})
        # Somebody took the number since the table was drawn: it is read anew, with nothing chosen.
        elif self.is_phone_number and error.resource_type == "phone-number":
            self.number.add_error("origination_identity", refusals.sentence(error))
            self.numbers = AvailableNumbers(self.caller, {})
        elif self.is_sender_id and error.reason == "MESSAGE_TYPE_MISMATCH":
            self.sender.add_error("message_type", refusals.sentence(error))
        else:
            self.refuse_all(error)

    def refuse_field(self, problem: Field, error: ServiceError) -> None:
        if problem.name.startswith("Tags["):
            self.refuse_tag(problem, error)
        else:
            self.refuse_all(error)

    def refuse_tag(self, problem: Field, error: ServiceError) -> None:
        """`Tags[2].Key` counts in the request, where the pool name may come first."""
        place, _, part = problem.name.removeprefix("Tags[").partition("].")
        key = self.request_tags[int(place)]["Key"]
        if not self.tags.blame(key, part.lower(), fields.message(problem, f"Tag {part.lower()}")):
            self.refuse_all(error)

    def refuse_again(self, answer: Mapping[str, Any]) -> None:
        """This form made a pool before, and came again with other values. The next time it makes another."""
        pool = Pool.objects.for_caller(self.caller).filter(pool_id=answer.get("PoolId", "")).first()
        label = pool.label if pool else answer.get("PoolId", "")
        links = [("View pool", to(self.caller, "pool-detail", pool.pool_id))] if pool else []
        self.alert = Alert(f"This form has already created pool {label}.", links, is_made=True)
        self.client_token = new_form_token()

    def refuse_all(self, error: ServiceError) -> None:
        off = channel_off(self.caller) if error.reason == "CHANNEL_NOT_ENABLED" else None
        text = off.sentence if off else refusals.sentence(error)
        self.alert = Alert(text, [off.way[:2]] if off and off.way else [])

    # What the page says beside the fields.

    @cached_property
    def name_is_taken(self) -> bool:
        name = str(self.setup["pool_name"].value() or "").strip()[:256]
        return bool(name) and Pool.objects.for_caller(self.caller).named(name).exists()

    @cached_property
    def country(self) -> countries.Country | None:
        return countries.country(str(self.sender["iso_country_code"].value() or ""))

    @property
    def sender_id(self) -> str:
        return str(self.sender["sender_id"].value() or "").strip()

    @property
    def saved_as(self) -> str:
        return fields.saved_as(self.sender_id)

    @cached_property
    def held(self) -> SenderId | None:
        """The sender ID of the account that the pool will use, rather than request a new one."""
        if not self.sender_id or not self.country:
            return None
        rows = SenderId.objects.for_caller(self.caller)
        found = rows.filter(
            sender_id=kept_sender_id(self.sender_id)[:64], iso_country_code=self.country.iso_country_code
        )
        return found.first()

    @property
    def message_types(self) -> list[dict[str, Any]]:
        """The radios. A sender ID that exists locks the types that it does not have."""
        # RequestSenderId fixes the types: AWS has no call that changes them.
        can = self.held.message_types if self.held else list(labels.MESSAGE_TYPES)
        typed = self.sender["message_type"].value()
        # Without script a locked radio would stay so when another sender ID is typed.
        locks = self.by_script or not self.typed
        # A locked radio posts nothing, so one that can be sent is checked in its place.
        chosen = typed if typed in can or not locks else next(iter(can), "")
        return [
            {
                "value": value,
                "label": label,
                "description": fields.MESSAGE_TYPE_HELP[value],
                "checked": value == chosen,
                "locked": locks and value not in can,
            }
            for value, label in labels.MESSAGE_TYPES.items()
        ]

    @property
    def from_sender_id(self) -> Preview:
        return preview(SenderId())

    @property
    def from_number(self) -> Preview | None:
        return preview(self.numbers.offered) if self.numbers.offered else None
