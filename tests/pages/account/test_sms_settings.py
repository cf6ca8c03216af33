"""A project's SMS and voice settings, and Edit SMS."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from pools.models import Project
from tests.help.factories import PhoneNumberFactory, PoolFactory, ProjectFactory
from tests.help.html_forms import fields_of

pytestmark = pytest.mark.django_db
PLACE = ("111122223333", "us-east-1")
WARNING = "Pools stay in place, but you can't create new ones until a project has the channel on."


@pytest.fixture
def project(caller):
    Project.objects.all().delete()
    caller.account.max_monthly_spend = 1000
    caller.account.save()
    return ProjectFactory(account=caller.account, name="Shop")


def url(project, edit: bool = True) -> str:
    return reverse("sms-settings-edit" if edit else "sms-settings", args=[*PLACE, project.project_id])


def form(client, project, **changes) -> dict[str, str]:
    """What a browser would post from the page as it is drawn now, with changes; None leaves a field out."""
    fields = fields_of(client.get(url(project)), "sms-settings-form") | changes
    return {name: value for name, value in fields.items() if value is not None}


def save(client, project, fields=None, **changes):
    return client.post(url(project), (fields or form(client, project)) | changes)


def messages(client, answer) -> list[str]:
    return [str(message) for message in client.get(answer["Location"]).context["messages"]]


def test_the_page_shows_every_setting_and_number(client, caller, project):
    PhoneNumberFactory(account=caller.account, phone_number="+12065550100", number_capabilities=["VOICE"])
    pool = PoolFactory(account=caller.account, two_way=True)
    PhoneNumberFactory(account=caller.account, phone_number="+12065550101", pool=pool)
    html = client.get(url(project, edit=False)).content.decode()
    assert "<title>SMS and voice settings | Shop | Amazon Pinpoint | us-east-1</title>" in html
    for label in (
        "Channel and account-level settings",
        "Number settings",
        "Default message type",
        "Account spending limit",
        "Default sender ID",
        "$1.00 per month",
        "Transactional",
        "+1 206-555-0100",
        "United States",
    ):
        assert label in html
    assert "<span>On</span>" in html
    rows = html.split('data-testid="number-row-')[1:]
    assert ["<span>On</span>" in row for row in rows] == [True, False]
    assert [row.count(">Yes</td>") for row in rows] == [1, 1]


def test_more_numbers_than_are_shown_are_counted_with_a_way_to_them(client, caller, project, monkeypatch):
    monkeypatch.setattr("pools.pages.account.sms_settings.SHOWN_NUMBERS", 2)
    PhoneNumberFactory.create_batch(2, account=caller.account)
    assert "Showing the newest" not in client.get(url(project, edit=False)).content.decode()
    PhoneNumberFactory(account=caller.account)
    page = " ".join(client.get(url(project, edit=False)).content.decode().split())
    assert page.count('data-testid="number-row-') == 2
    assert ">(3)</span>" in page
    everything = reverse("phone-number-list", args=PLACE)
    assert (
        f'Showing the newest 2 of 3 phone numbers. <a href="{everything}">View all phone numbers</a>' in page
    )


def test_an_account_without_numbers_says_so(client, project):
    assert "No phone numbers" in client.get(url(project, edit=False)).content.decode()


def test_only_administrators_edit_and_others_are_told_why(client, editor_client, viewer_client, project):
    assert f'href="{url(project)}"' in client.get(url(project, edit=False)).content.decode()
    for other, role in ((editor_client, "Editor"), (viewer_client, "Viewer")):
        html = other.get(url(project, edit=False)).content.decode()
        assert f"Your role is {role}. Only an Administrator can change SMS and voice settings." in html
        assert f'href="{url(project)}"' not in html
        assert other.get(url(project)).status_code == 403
        assert other.post(url(project), {}).status_code == 403


def test_the_form_has_the_guides_labels(client, project):
    html = client.get(url(project)).content.decode()
    for label in (
        "Edit SMS and voice settings",
        "Turn on the SMS and voice channel for this project",
        "Account-level settings",
        "Default message type",
        "Account spending limit",
        "Default sender ID",
        "Save changes",
    ):
        assert re.search(rf">\s*{label}", html), label
    assert "Up to $1,000.00, your account&#x27;s quota." in html


def test_everything_is_saved_at_once(client, caller, project):
    answer = save(
        client,
        project,
        form(client, project, sms_channel_enabled=None),
        default_message_type="PROMOTIONAL",
        monthly_spend_limit="20.5",
        default_sender_id="acme",
    )
    assert (answer.status_code, answer["Location"]) == (303, url(project, edit=False))
    assert messages(client, answer) == ["SMS and voice settings for Shop were saved."]
    project.refresh_from_db()
    account = project.account
    assert not project.sms_channel_enabled
    assert (account.default_message_type, account.monthly_spend_limit) == ("PROMOTIONAL", Decimal("20.50"))
    assert account.default_sender_id == "acme"


def test_once_the_channel_is_on_the_way_leads_to_the_pools(client, project):
    Project.objects.update(sms_channel_enabled=False)
    on = client.get(save(client, project, sms_channel_enabled="on")["Location"]).content.decode()
    assert re.search(rf'href="{reverse("pool-list", args=PLACE)}"[^>]*>\s*Open pools\s*<', on)
    other = client.get(save(client, project, default_sender_id="acme")["Location"]).content.decode()
    assert "Open pools" not in other


def test_without_a_change_nothing_is_written(client, project):
    answer = save(client, project)
    assert messages(client, answer) == ["No changes were made to SMS and voice settings."]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("monthly_spend_limit", "", "Account spending limit is required."),
        ("monthly_spend_limit", "-1", "The limit can&#x27;t be less than $0."),
        ("monthly_spend_limit", "1.005", "Enter an amount with two decimals at most."),
        ("monthly_spend_limit", "ten", "Enter an amount in USD, such as 1.00."),
        ("monthly_spend_limit", "NaN", "Enter an amount in USD, such as 1.00."),
        ("monthly_spend_limit", "1e400", "The limit can&#x27;t have that many digits."),
        ("monthly_spend_limit", "9" * 10_000, "The limit can&#x27;t have that many digits."),
        ("monthly_spend_limit", "1000.01", "higher than your account&#x27;s quota of $1,000.00 per month."),
        ("default_sender_id", "TWELVELETTERS", "Character count: 13/11"),
        ("default_sender_id", "A&B C", "has characters that aren&#x27;t valid: &amp; (space)"),
        ("default_sender_id", "12345", "Sender ID must include at least one letter."),
        ("default_sender_id", "x" * 10_000, "Character count: 10,000/11"),
        ("default_sender_id", "\x00", "valid"),
        ("default_message_type", "OTHER", "Choose one of the values for default message type."),
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_said_at_its_field_and_nothing_saved(client, project, name, value, said):
    fields = form(client, project, sms_channel_enabled=None) | {name: value}
    answer = client.post(url(project), fields)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Edit SMS and voice settings" in html
    assert said in html
    project.refresh_from_db()
    assert project.sms_channel_enabled
    # What was typed stays, unticked boxes too.
    assert not re.search(r'name="sms_channel_enabled"[^>]* checked', html)
    if name == "default_sender_id" and value.isalnum() and len(value) < 99:
        assert f'value="{value}"' in html


@pytest.mark.parametrize(
    ("limit", "limit_error"),
    [("ten", "Enter an amount in USD"), ("1000.01", "higher than your account&#x27;s quota")],
)
@pytest.mark.parametrize(
    ("sender_id", "sender_error"), [("12345", "at least one letter"), ("A&B", "aren&#x27;t valid: &amp;")]
)
@pytest.mark.parametrize("message_type", ["OTHER", "PROMOTIONAL"])
def test_every_field_that_is_wrong_says_so_at_once(
    client, project, message_type, sender_id, sender_error, limit, limit_error
):
    answer = save(
        client,
        project,
        default_message_type=message_type,
        default_sender_id=sender_id,
        monthly_spend_limit=limit,
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    errors = {"default_sender_id": sender_error, "monthly_spend_limit": limit_error}
    if message_type == "OTHER":
        errors["default_message_type"] = "Choose one of the values"
    for name, text in errors.items():
        assert text in html.partition(f'id="id_{name}-error"')[2].partition("</p>")[0], name
    assert 'data-testid="form-problem"' not in html


def test_a_limit_that_nobody_touched_is_no_error_beside_another(client, caller, project):
    caller.account.max_monthly_spend = 0
    caller.account.save()
    html = save(client, project, default_sender_id="A&B").content.decode()
    assert 'id="id_default_sender_id-error"' in html
    assert 'id="id_monthly_spend_limit-error"' not in html


def test_two_people_who_change_different_fields_both_keep_their_change(client, project):
    early = form(client, project)
    save(client, project, default_sender_id="FIRST")
    assert save(client, project, early, monthly_spend_limit="3.00").status_code == 303
    project.account.refresh_from_db()
    assert project.account.default_sender_id == "FIRST"
    assert project.account.monthly_spend_limit == 3


def test_turning_the_last_channel_off_warns_while_there_are_pools(client, caller, project):
    assert WARNING not in client.get(url(project)).content.decode()
    PoolFactory(account=caller.account, region="eu-west-1")
    assert WARNING in client.get(url(project)).content.decode()
    ProjectFactory(account=caller.account)
    assert WARNING not in client.get(url(project)).content.decode()


def test_a_form_that_rode_through_sign_in_is_filled_and_not_saved(client, project):
    session = client.session
    session["carried"] = {
        "path": url(project),
        "fields": "default_sender_id=CARRIED&monthly_spend_limit=7&drawn=OLD",
    }
    session.save()
    html = client.get(url(project)).content.decode()
    assert 'value="CARRIED"' in html
    assert 'name="drawn" value="OLD"' in html
    assert 'data-dirty="posted"' in html
    assert not re.search(r'name="sms_channel_enabled"[^>]* checked', html)
    project.account.refresh_from_db()
    assert project.account.default_sender_id == ""


def test_a_project_of_others_is_not_there(client, other_caller):
    theirs = ProjectFactory(account=other_caller.account)
    assert client.get(url(theirs)).status_code == 404
    assert client.get(url(theirs, edit=False)).status_code == 404
    assert client.post(url(theirs), {}).status_code == 404


def test_the_number_of_queries_is_fixed(client, caller, project, django_assert_num_queries):
    for count in (1, 20):
        PhoneNumberFactory.create_batch(
            count, account=caller.account, pool=PoolFactory(account=caller.account)
        )
        client.get(url(project, edit=False))
        with django_assert_num_queries(5):  # session, user with memberships, the amounts, project, numbers
            client.get(url(project, edit=False))
