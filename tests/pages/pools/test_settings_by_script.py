"""The settings form of Pool detail, as htmx posts it."""

import json

from pools.errors import InternalServerException
from pools.operations.tags import tag_resource
from pools.refusals import DatabaseTrouble
from tests.help.factories import (
    TOPIC,
    SnsTopicFactory,
)
from tests.help.pool_settings import (
    SAVED,
    error_of,
    form_page,
    new_keyword,
    pool,
    stale,
)

__all__ = ["form_page", "pool", "stale"]


def test_htmx_gets_the_form_the_summary_and_the_flash(form_page, pool):
    SnsTopicFactory()
    answer = form_page.post(
        htmx=True, two_way_enabled="on", destination="existing", two_way_channel_arn=TOPIC
    )
    markup = answer.content.decode()
    assert answer.status_code == 200
    assert markup.lstrip().startswith('<section class="container" id="pool-settings"')
    assert "<html" not in markup
    assert 'id="summary"' in markup
    assert f"{SAVED} " in markup
    assert 'id="origination-identities"' in markup  # other identities fit now
    assert focus_of(answer) == "#pool-settings-heading"


def test_identities_stay_as_they_are_when_none_fits_better(form_page):
    markup = form_page.post(htmx=True, deletion_protection_enabled="on").content.decode()
    assert 'id="origination-identities"' not in markup


def test_htmx_gets_the_form_with_its_errors(form_page):
    answer = form_page.post(htmx=True, **new_keyword(2, ""))
    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert error_of(answer, "keywords-2-keyword") == "Keyword is required."


def test_htmx_is_told_of_a_conflict_and_of_a_busy_database(form_page, stale, monkeypatch):
    answer = form_page.post(stale, htmx=True)
    assert answer.status_code == 409
    assert focus_of(answer) == "#pool-settings [data-choice=open] input"
    monkeypatch.setattr("pools.pages.pools.settings.save_pool_settings", busy_operation)
    answer = form_page.post(stale, htmx=True)
    assert answer.status_code == 503
    assert focus_of(answer) == "#settings-alert"


def busy_operation(*args, **kwargs):
    raise InternalServerException(about=DatabaseTrouble("locked"))


def focus_of(answer) -> str:
    events = json.loads(answer.headers.get("HX-Trigger-After-Settle", "{}"))
    return events.get("focus", {}).get("selector", "")


def test_a_name_with_markup_stays_text(client, form_page, pool, caller):
    name = {"Key": "Name", "Value": "<script>alert(1)</script>"}
    tag_resource(caller, resource_arn=pool.pool_arn, tags=[name])
    answer = form_page.post(htmx=True, deletion_protection_enabled="on")
    assert b"<script>alert" not in answer.content
    assert b"<script>alert" not in client.get(form_page.url).content
