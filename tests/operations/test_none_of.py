"""What nobody has here: empty lists, and not found whatever is named."""

import pytest
from botocore import xform_name

from pools import shapes
from pools.errors import ResourceNotFoundException, ValidationException
from pools.operations.engine.registry import verbs
from pools.operations.none_of import NONE_OF
from tests.help.operations import refused

pytestmark = pytest.mark.django_db
# One of each kind, so that a request is whole.
GIVEN = {
    "NumberCapability": "SMS",
    "RegistrationType": "US_TEN_DLC_BRAND_REGISTRATION",
}
NAMED = [row for row in NONE_OF if row.kind]


def asked(row, **more):
    """The members that the request must have, but for the one that names something."""
    shape = shapes.operation_model(row.operation).input_shape
    others = [name for name in shape.required_members if name != row.member]
    return {xform_name(name): GIVEN[name] for name in others} | more


def is_named(row, value):
    several = shapes.operation_model(row.operation).input_shape.members[row.member].type_name == "list"
    return asked(row, **{xform_name(row.member): [value] if several else value})


def must_name(row):
    return row.member in shapes.operation_model(row.operation).input_shape.required_members


@pytest.mark.parametrize("row", [row for row in NONE_OF if not must_name(row)], ids=lambda row: row.operation)
def test_an_account_has_none(caller, row):
    wire = shapes.to_wire(row.operation, verbs()[row.operation](caller, **asked(row, max_results=5)))
    shape = shapes.operation_model(row.operation).output_shape
    lists = {name for name, member in shape.members.items() if member.type_name == "list"}
    assert {name: value for name, value in wire.items() if name in lists} == {name: [] for name in lists}
    assert wire.keys() - lists == set(shape.required_members) - lists


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.operation)
def test_one_that_is_named_is_not_found(caller, row):
    with refused(ResourceNotFoundException) as refusal:
        verbs()[row.operation](caller, **is_named(row, "one-1"))
    assert (refusal.error.resource_type, refusal.error.resource_id) == (row.kind, "one-1")
    assert row.kind in shapes.service_model().shape_for("ResourceType").enum


@pytest.mark.parametrize(
    ("operation", "given", "reason"),
    [
        ("DescribeRegistrations", {"max_results": 0}, "INVALID_PARAMETER"),
        ("DescribeRegistrations", {"next_token": "x"}, "INVALID_NEXT_TOKEN"),
        ("DescribeRegistrationVersions", {}, "MISSING_PARAMETER"),
        ("DescribeRegistrationVersions", {"registration_id": "a b"}, "INVALID_PARAMETER"),
        ("DescribeRegistrationVersions", {"registration_id": "arn:aws:s3:x"}, "INVALID_ARN"),
        ("DescribeRcsAgents", {"filters": [{"Name": "colour", "Values": ["red"]}]}, "INVALID_PARAMETER"),
        (
            "DescribeRcsAgents",
            {"owner": "SELF", "rcs_agent_ids": ["rcs-1"]},
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
        ),
    ],
)
def test_the_shape_comes_first(caller, operation, given, reason):
    with refused(ValidationException, reason):
        verbs()[operation](caller, **given)


def test_shared_agents_are_none_either(caller):
    assert verbs()["DescribeRcsAgents"](caller, owner="SHARED").rcs_agents == ()
