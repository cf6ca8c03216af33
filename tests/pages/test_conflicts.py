"""Two people who save one settings form: each setting that both changed is asked about. A pool's: test_conflict.py."""

from dataclasses import dataclass, field
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from tests.conftest import signed_in
from tests.help.factories import (
    ConfigurationSetFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    ProjectFactory,
    SenderIdFactory,
    TagFactory,
)
from tests.help.html_forms import fields_of

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")
TAG = {"tags-9-key": "aws:x"}


@dataclass(frozen=True)
class Form:
    """One form with a setting that both change, one that only we do, and one that only they do; and a mistake."""

    page: str
    same: str
    label: str
    own: dict[str, str]
    also: dict[str, str]
    also_label: str
    save: str = "settings/"
    form_id: str = "settings-form"
    choice: str = ""
    wrong: dict[str, str] = field(default_factory=lambda: TAG)

    @property
    def url(self) -> str:
        return f"{self.page}{self.save}"

    @property
    def question(self) -> str:
        return self.choice or f"choice.{self.same}."


PROTECTED = {"deletion_protection_enabled": "on"}
OTHER_TYPE = {"default_message_type": "PROMOTIONAL"}
FORMS = {
    "phone number": Form(
        reverse("phone-number-detail", args=[*PLACE, "phone-one"]),
        *("opt_out_list_name", "Opt-out list", PROTECTED, {"tags-0-value": "b"}, "Tag Team"),
    ),
    "sender ID": Form(
        reverse("sender-id-detail", args=[*PLACE, "ACME", "IN"]),
        *("tags-0-value", "Tag Season", PROTECTED, {"tags-1-value": "b"}, "Tag Team"),
        choice="choice.tags.Season",
    ),
    "configuration set": Form(
        reverse("configuration-set-detail", args=[*PLACE, "codes"]),
        *("default_sender_id", "Default sender ID", {"default_message_feedback_enabled": "on"}),
        *(OTHER_TYPE, "Default message type"),
    ),
    "SMS and voice settings": Form(
        reverse("sms-settings-edit", args=[*PLACE, "shop"]),
        *("default_sender_id", "Default sender ID", {"monthly_spend_limit": "0.50"}),
        *(OTHER_TYPE, "Default message type"),
        save="",
        form_id="sms-settings-form",
        wrong={"monthly_spend_limit": "x"},
    ),
}


@pytest.fixture
def rows(account):
    number = PhoneNumberFactory(phone_number_id="phone-one")
    for name in ("Mine", "Theirs", "Third"):
        OptOutListFactory(opt_out_list_name=name)
    sender = SenderIdFactory(sender_id="ACME", iso_country_code="IN")
    TagFactory(sender_id=sender, key="Season", value="a")
    TagFactory(sender_id=sender, key="Team", value="a")
    TagFactory(phone_number=number, key="Team", value="a")
    ConfigurationSetFactory(configuration_set_name="codes")
    ProjectFactory(project_id="shop")


def drawn(client, form: Form) -> dict[str, str]:
    return fields_of(client.get(form.page), form.form_id)


def shown(fields: dict[str, str]) -> dict[str, str]:
    """Without what is sealed or drawn by lot."""
    unseen = ("drawn", "drawn_anew", "csrfmiddlewaretoken")
    return {name: value for name, value in fields.items() if name not in unseen}


def text(response) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize(("answer", "kept"), [("mine", "Mine"), ("take_all_theirs", "Third")])
def test_what_both_changed_is_asked_about_until_it_is_chosen(client, caller, rows, name, answer, kept):
    form = FORMS[name]
    early = drawn(client, form)
    assert client.post(form.url, early | {form.same: "Theirs"} | form.also).status_code == 303
    saved = drawn(client, form)
    mine = early | {form.same: "Mine"} | form.own

    asked = client.post(form.url, mine)
    assert asked.status_code == 409
    assert text(asked).count("Keep mine") == 1
    assert f"{form.label}. Yours: Mine · {caller.user}'s: Theirs Keep mine" in text(asked)
    assert f"Nothing is saved yet. Also new: {form.also_label}." in text(asked)
    again = fields_of(asked, form.form_id)
    assert shown(again) == shown(mine) | form.also
    # Nothing of it is half written, whether it is answered or not.
    assert "Choose for 1 setting." in text(client.post(form.url, again))
    chosen = {"op": answer} if "_" in answer else {form.question: answer}
    assert client.post(form.url, again | chosen | form.wrong).status_code == 422
    assert shown(drawn(client, form)) == shown(saved)

    # A choice counts for the value that was shown.
    client.post(form.url, saved | {form.same: "Third"})
    asked = client.post(form.url, again | chosen)
    assert asked.status_code == 409
    assert "'s: Third Keep mine" in text(asked)
    again = fields_of(asked, form.form_id)
    assert form.question not in again
    assert client.post(form.url, again | chosen).status_code == 303
    assert shown(drawn(client, form)) == shown(early) | {form.same: kept} | form.own | form.also


@pytest.mark.parametrize("name", FORMS)
def test_a_choice_outlives_another_fault(client, rows, name):
    form = FORMS[name]
    mine = drawn(client, form) | {form.same: "Mine"}
    client.post(form.url, mine | {form.same: "Theirs"})
    again = fields_of(client.post(form.url, mine), form.form_id)
    wrong = client.post(form.url, again | {form.question: "theirs"} | form.wrong)
    again = fields_of(wrong, form.form_id)
    assert again[form.question] == "theirs"
    right = {part: again[part] for part in again if not part.startswith("tags-9")} | form.own
    assert client.post(form.url, right).status_code == 303
    assert drawn(client, form)[form.same] == "Theirs"


@pytest.mark.parametrize("name", FORMS)
def test_where_nobody_knows_what_a_form_showed_each_difference_is_asked_about(client, viewer, rows, name):
    form = FORMS[name]
    mine = drawn(client, form) | {form.same: "Mine", "drawn": "x"}
    asked = client.post(form.url, mine)
    assert "1 of the settings that you changed is not what this form showed." in text(asked)
    again = fields_of(asked, form.form_id)
    assert client.post(form.url, again).status_code == 409
    assert signed_in(viewer).post(form.url, again | {"op": "keep_all_mine"}).status_code == 403
    assert drawn(client, form)[form.same] != "Mine"
    assert client.post(form.url, again | {"op": "keep_all_mine"}).status_code == 303
    assert drawn(client, form)[form.same] == "Mine"


def test_a_row_whose_place_is_written_otherwise_is_none_of_the_forms(client, rows):
    form = FORMS["sender ID"]
    early = drawn(client, form)
    mine = early | {form.same: "Mine"}
    for name in [name for name in mine if name.startswith("tags-1-")]:
        mine[name.replace("-1-", "-01-")] = mine.pop(name)
    client.post(form.url, early | {form.same: "Theirs", "tags-1-remove": "1"})
    assert client.post(form.url, mine).status_code == 409
