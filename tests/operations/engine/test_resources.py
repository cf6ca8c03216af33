"""One row a kind of resource: every other table adds up to it, so that a new noun is a row and its foreign keys."""

import re

import pytest
from django.apps import apps
from django.db.models import UniqueConstraint

from pools import shapes
from pools.models import Keyword, Tag
from pools.operations.engine import arns
from pools.operations.engine.finding import the_one
from pools.operations.engine.resources import (
    BY_MODEL,
    BY_NAME,
    HAS_KEYWORDS,
    KINDS,
    TAGGABLE,
    TAKES_POLICY,
    arn_of,
    full_id,
    kind_and_id,
    kind_of,
    owner_columns,
)
from pools.reference import quotas
from tests.help import factories

pytestmark = pytest.mark.django_db
WITH_ARN = [kind for kind in KINDS if kind.arn]


def made(kind):
    """A row of this kind, by the factory of its model."""
    return getattr(factories, f"{kind.model.__name__}Factory")()


def test_no_kind_is_in_the_table_twice():
    assert len(BY_NAME) == len(BY_MODEL) == len(KINDS)


@pytest.mark.parametrize("model", [Tag, Keyword])
def test_every_owner_is_of_a_kind(model):
    assert set(owner_columns(model)) <= set(BY_MODEL)


def test_the_constraints_of_tags_name_every_owner():
    unique = [c.fields for c in Tag._meta.constraints if isinstance(c, UniqueConstraint)]
    assert unique == [(column, "key") for column in owner_columns(Tag).values()]


def test_what_has_keywords_has_a_quota_of_them():
    assert [kind.name for kind in KINDS if kind.keyword_quota] == list(HAS_KEYWORDS)
    assert all(quotas.default(BY_NAME[name].keyword_quota) for name in HAS_KEYWORDS)


def test_what_an_arn_can_name_has_one():
    for name in {*TAGGABLE, *HAS_KEYWORDS, *TAKES_POLICY}:
        assert BY_NAME[name].arn, name


def test_every_model_with_an_arn_of_its_own_is_in_the_table():
    """Its ARN is a property, named after it as the API's member is."""
    with_arn = {
        model
        for model in apps.get_app_config("pools").get_models()
        if hasattr(model, re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower() + "_arn")
    }
    assert with_arn == {kind.model for kind in WITH_ARN}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_row_is_found_by_its_own_id(kind):
    row = made(kind)
    assert kind_of(row) is kind
    assert the_one(kind.model.objects.all(), full_id(row)) == row
    assert full_id(row).startswith(kind_and_id(row)[1])


@pytest.mark.parametrize("kind", WITH_ARN, ids=lambda kind: kind.name)
def test_its_arn_is_its_kind_and_id(kind):
    row = made(kind)
    *_, resource = arns.PARTS.fullmatch(arn_of(row)).groups()
    assert resource == f"{kind.name}/{full_id(row)}"
    assert re.fullmatch(kind.pattern, full_id(row))


def test_kinds_are_called_as_the_api_calls_them():
    known = set(shapes.service_model().shape_for("ResourceType").enum)
    assert {kind.name for kind in WITH_ARN} <= known
