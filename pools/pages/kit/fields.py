"""Form fields made from the service model, so that no length, pattern or enum is retyped in a page.

A field checks one value and says what is wrong in the console's words. What depends on the account is left to
the operations, and `message` puts a refusal of theirs into the same words. Each field has a `constraint`, the
line below its control, and its widget has what form.js needs to drop an error as soon as it is fixed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from pools import shapes
from pools.errors import Field, ServiceError
from pools.models.scope import kept_sender_id
from pools.models.text import invisible, one_spelling
from pools.pages.kit.nul import NUL, STAND_IN
from pools.pages.kit.words import labels, refusals

# The console takes less for tags than the model does: letters, numbers, spaces and these signs.
TAG_CHARACTERS = r"[\w .:/=+@-]"
TAG_WORDS = f"Valid characters are letters, numbers, spaces, and {labels.together('_ . : / = + - @')}"
# Browsers end a line after the hyphen of "0-9" unless a word joiner follows it.
NAME_WORDS = "Valid characters are A-Z, a-z, 0-9, hyphens (-), and underscores (_).".replace("-", "-\u2060")
SENDER_ID_CONSTRAINT = (
    f"Sender ID must be 1 to {{max}} characters and include at least one letter. {NAME_WORDS}"
)
MESSAGE_TYPE_HELP = {
    "TRANSACTIONAL": "Time-critical content, such as one-time passwords and alerts.",
    "PROMOTIONAL": "Marketing content, such as offers.",
}


class Form(forms.Form):
    """Leaves `required` to the server: without script a browser's own bubble would hide our words."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Django would end each label with a colon, which Cloudscape's labels do not have.
        super().__init__(*args, label_suffix="", **kwargs)

    @classmethod
    def showing(cls, data: Mapping[str, str], **initial: Any) -> "Form":
        """The form with what was typed in it, unchecked, and `initial` where nothing was."""
        typed = {name: data[name] for name in cls.base_fields if name in data}
        return cls(initial=initial | typed)

    def blame(self, error: ServiceError, members: Mapping[str, str]) -> list[Field]:
        """Say a refusal at the fields that it is about. Returns what of it is about none of them.

        members: which field of the form a member of the request is.
        """
        rest = []
        for problem in error.fields:
            name = members.get(problem.name, "")
            # The API blames the country; what helps is the box that says the sender ID is registered.
            if problem.problem == "registration" and "registered" in self.fields:
                name = "registered"
            if name:
                field = self.fields[name]
                pattern = getattr(field, "facts", {}).get("pattern", "")
                self.add_error(name, message(problem, field.label, pattern))
            else:
                rest.append(problem)
        return rest


class TextField(forms.CharField):
    """A text under `facts`: the model's `min`, `max` and `pattern`.

    It is taken in one spelling, and without what nobody can see; the API takes what it is sent. `is_message`: it is
    read by people and never compared, so it keeps what its script or an emoji needs.
    """

    def __init__(
        self, facts: Mapping[str, Any], *, constraint: str = "", is_message: bool = False, **kwargs: Any
    ) -> None:
        # A space at the end of a keyword is refused, not mended unseen.
        kwargs.setdefault("strip", False)
        super().__init__(**kwargs)
        self.facts, self.constraint, self.is_message = dict(facts), constraint, is_message
        self.error_messages["required"] = message(Field("", "missing"), self.label)
        self.widget.attrs.update(rules(self.facts) | {"autocomplete": "off"})

    def to_python(self, value: Any) -> str:
        """Browsers send a line's end as two characters and count it as one."""
        text = super().to_python(value).replace("\r\n", "\n")
        return one_spelling(text, is_message=self.is_message)

    def validate(self, value: str) -> None:
        super().validate(value)
        # The sentence names the character that was sent, not the one that the form got in its place.
        value = value.replace(STAND_IN, NUL)
        place = invisible(value, is_message=self.is_message)
        hidden = Field("", "invisible", value, place) if place else None
        problem = hidden or (value and shapes.text_problem(self.facts, value, self.label))
        if problem:
            text = message(problem, self.label, self.facts.get("pattern", ""))
            raise ValidationError(text, problem.problem)


class ChoiceField(forms.ChoiceField):
    """One of the model's values; radios unless `widget` says otherwise."""

    def __init__(self, choices: Sequence[Any], *, constraint: str = "", **kwargs: Any) -> None:
        super().__init__(choices=choices, **{"widget": forms.RadioSelect} | kwargs)
        self.constraint = constraint
        self.error_messages["required"] = message(Field("", "missing"), self.label)
        self.error_messages["invalid_choice"] = message(Field("", "enum"), self.label)


def message(problem: Field, label: str, pattern: str = "") -> str:
    """What a form says at a field about a problem that the shapes or an operation found."""
    return refusals.field_sentence(problem, label, pattern=character_class(pattern))


def posted_value(value: Any) -> str:
    """A field's value as its control posts it; "" for nothing, and for a box that is not ticked."""
    # A box that is ticked posts "on"; Django reads an empty text as one that is not.
    if isinstance(value, bool):
        return "on" * value
    return "" if value is None else str(value)


def character_class(pattern: str) -> str:
    """The class of one character in a pattern such as `[a-z]+`; nothing for a pattern of another form."""
    return match[1] if (match := re.fullmatch(r"(\[[^]]+\]|\.)[+*]", pattern)) else ""


def rules(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as form.js reads them. JavaScript's \\w knows ASCII only, unlike Python's."""
    attrs = {"data-max": facts["max"]} if "max" in facts else {}
    if "pattern" in facts:
        attrs["data-pattern"] = facts["pattern"].replace(r"\w", r"\p{L}\p{N}_")
    return attrs


def text(
    operation: str,
    member: str,
    *,
    label: str,
    multiline: bool = False,
    count: bool = False,
    max_length: int | None = None,
    **kwargs: Any,
) -> TextField:
    """A text field for a member of an operation's request: text("PutKeyword", "keyword", label="Keyword").

    multiline: a textarea. count: form.js counts characters while typing, into [data-count-for=<id>].
    max_length: the console's own maximum where it is less than the API's. kwargs: as of a Django CharField
    (`required`, `strip` (off), `widget`, `initial`), and `constraint`.
    """
    facts = shapes.limits(operation, member) | ({} if max_length is None else {"max": max_length})
    return text_of(facts, label=label, multiline=multiline, count=count, **kwargs)


def text_of(
    facts: Mapping[str, Any], *, label: str, multiline: bool = False, count: bool = False, **kwargs: Any
) -> TextField:
    """A text field for limits that are not a member's own; arguments as of `text`."""
    if multiline:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2, "data-grow": ""}))
    field = TextField(facts, label=label, is_message=multiline, **kwargs)
    if count:
        field.widget.attrs["data-count"] = field.facts["max"]
    return field


def whole_number(label: str, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    """A field for a number from `least` to `most`; whatever else is typed in it stays in it."""
    limits = labels.WHOLE_NUMBER.format(f"{least:,}", f"{most:,}")
    field = forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        # A number field would post nothing for what it cannot read, and what was typed would be lost.
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-pattern": "[0-9]+"}
        ),
        error_messages={
            "required": message(Field("", "missing"), label),
            **dict.fromkeys(("invalid", "min_value", "max_value"), limits),
        },
        **kwargs,
    )
    field.constraint = f"{least:,} to {most:,}."
    return field


def choice(
    operation: str, member: str, *, label: str, choices: Mapping[str, str], **kwargs: Any
) -> ChoiceField:
    """A choice of the member's enum, in the model's order. choices: the console's word for each value."""
    # A newer model may have values that the console has no word for yet.
    values = [value for value in shapes.limits(operation, member)["enum"] if value in choices]
    return ChoiceField([(value, choices[value]) for value in values], label=label, **kwargs)


def tag_facts(part: str) -> dict[str, Any]:
    """The limits of a tag's `Key` or `Value`, with the console's narrower set of characters."""
    facts = {**shapes.tag_limits(part)}
    # The last sign is the model's: "+" of a key, which must have a character, and "*" of a value.
    return facts | {"pattern": TAG_CHARACTERS + facts["pattern"][-1]}


def tag_key(**kwargs: Any) -> TextField:
    return text_of(tag_facts("Key"), **{"label": "Tag key"} | kwargs)


def tag_value(**kwargs: Any) -> TextField:
    return text_of(tag_facts("Value"), **{"label": "Tag value", "required": False} | kwargs)


def pool_name(**kwargs: Any) -> TextField:
    """The pool's name, which is the value of its tag `Name`."""
    facts = tag_facts("Value")
    constraint = f"Pool name can have up to {facts['max']} characters. {TAG_WORDS}"
    return text_of(
        facts, **{"label": "Pool name", "required": False, "strip": True, "constraint": constraint} | kwargs
    )


def sender_id(**kwargs: Any) -> TextField:
    """A sender ID. That it needs a letter depends on the country too, so the operation sees to it."""
    facts = shapes.limits("RequestSenderId", "sender_id")
    constraint = SENDER_ID_CONSTRAINT.format(**facts)
    field = text_of(
        facts, **{"label": "Sender ID", "strip": True, "count": True, "constraint": constraint} | kwargs
    )
    # A phone's keyboard would correct what is meant to be no word.
    field.widget.attrs |= {"autocapitalize": "off", "spellcheck": "false"}
    return field


def saved_as(text: Any) -> str:
    """The sender ID as it will be kept, where it is one and that is not how it is typed."""
    typed = str(text or "").strip()
    fits = not shapes.text_problem(shapes.limits("RequestSenderId", "sender_id"), typed, "SenderId")
    kept = kept_sender_id(typed)
    return kept if fits and typed != kept else ""


def registered(**kwargs: Any) -> forms.BooleanField:
    return forms.BooleanField(**{"label": "This sender ID is registered", "required": False} | kwargs)


def message_type(**kwargs: Any) -> ChoiceField:
    return choice(
        "CreatePool",
        "message_type",
        **{
            "label": "Message type",
            "choices": labels.MESSAGE_TYPES,
            "constraint": "Message type can't be changed after the pool is created.",
        }
        | kwargs,
    )
