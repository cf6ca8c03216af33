"""The settings form of a pool's page, as a browser without script posts it."""

from html import unescape
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from pools.models import Pool
from pools.operations.keywords import put_keyword
from pools.operations.pools import update_pool
from tests.conftest import HTMX
from tests.help.factories import KeywordFactory, PhoneNumberFactory, PoolFactory
from tests.help.html_forms import fields_of

FORM = "settings-form"


@pytest.fixture
def pool(caller) -> Pool:
    pool = PoolFactory()
    PhoneNumberFactory(pool=pool)
    return pool


@pytest.fixture
def form_page(client, caller, pool):
    """The pool's form_page: its addresses, the form as drawn, and posting it with something changed."""
    place = [caller.account.account_id, caller.region, pool.pool_id]
    url, save = reverse("pool-detail", args=place), reverse("pool-settings", args=place)

    def form() -> dict[str, str]:
        return fields_of(client.get(url), FORM)

    def post(form: dict[str, str] | None = None, /, *, htmx: bool = False, **changes: str | None):
        fields = (form or fields_of(client.get(url), FORM)) | changes
        posted = {name: value for name, value in fields.items() if value is not None}
        return client.post(save, posted, headers=HTMX if htmx else {})

    return SimpleNamespace(url=url, save=save, form=form, post=post)


def text(response) -> str:
    markup = response.content.decode().replace("</t", " </t")
    return " ".join(unescape(strip_tags(markup)).split())


@pytest.fixture
def stale(caller, form_page, pool):
    """A form in which the same keyword and tag were changed as somebody else has changed meanwhile."""
    KeywordFactory(pool=pool, keyword="PROMO", keyword_message="Old")
    form = form_page.form()
    put_keyword(caller, origination_identity=pool.pool_id, keyword="PROMO", keyword_message="Theirs")
    update_pool(caller, pool_id=pool.pool_id, shared_routes_enabled=True)
    return form | {"keywords-2-keyword_message": "Mine", "deletion_protection_enabled": "on"}


def new_keyword(number: int, keyword: str, message: str = "Thank you.", **rest: str) -> dict[str, str]:
    values = {"keyword": keyword, "keyword_message": message, **rest}
    return {f"keywords-{number}-{name}": value for name, value in values.items()}


def new_tag(number: int, key: str, value: str = "") -> dict[str, str]:
    return {f"tags-{number}-key": key, f"tags-{number}-value": value}


def settled(pool: Pool) -> Pool:
    return Pool.objects.get(pk=pool.pk)


def words(pool: Pool) -> dict[str, str]:
    return dict(pool.keywords.values_list("keyword", "keyword_message"))


SAVED = "Settings for pool"


def flashes(client, response) -> str:
    return text(client.get(response.url))


def error_of(response, field: str) -> str:
    """What the page says at the control whose id is id_<field>."""
    markup = response.content.decode()
    start = markup.find(f'id="id_{field}-error"')
    if start < 0:
        return ""
    error = markup[markup.index(">", start) + 1 : markup.index("</p>", start)]
    return unescape(strip_tags(error)).replace("Error:", "").strip()
