"""The operations against the service model: names, Reasons, and answers that the API's own shapes accept."""

import ast
import re
from inspect import Parameter, signature
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.validate import ParamValidator

from pools import errors, shapes
from pools.operations import pools
from pools.operations.engine.registry import changes_something, verbs
from pools.operations.none_of import NONE_OF

ROOT = Path(__file__).resolve().parents[2]
OPERATIONS = sorted((ROOT / "pools/operations").rglob("*.py"))
# Rows of one table have neither arguments nor words of their own.
OWN = sorted(verbs().keys() - {row.operation for row in NONE_OF})
OWN_ARGUMENTS = {"registered"}  # the console's, never on the wire


@pytest.mark.parametrize("operation", OWN)
def test_an_operation_takes_the_members_that_the_api_has(operation):
    caller, *arguments = signature(verbs()[operation]).parameters.values()
    assert caller.name == "caller"
    assert all(argument.kind is Parameter.KEYWORD_ONLY for argument in arguments)
    assert {argument.name for argument in arguments} - OWN_ARGUMENTS == set(shapes.members(operation))
    required = {argument.name for argument in arguments if argument.default is Parameter.empty}
    model = shapes.operation_model(operation).input_shape
    assert required == {xform_name(name) for name in model.required_members}
    assert all(argument.default in (None, False) for argument in arguments if argument.name not in required)


@pytest.mark.parametrize("operation", sorted(verbs()))
def test_an_operation_reads_if_its_name_says_so(operation):
    says_so = operation.startswith(("Describe", "Get", "List"))
    assert changes_something(operation) is not says_so


@pytest.mark.parametrize("operation", OWN)
def test_an_operation_says_what_it_raises_and_where_it_is_from(operation):
    words = verbs()[operation].__doc__
    assert f"API_{operation} (2022-03-31)" in words
    assert "Raises" in words or not shapes.operation_model(operation).input_shape.required_members


# CreateEventDestination finds no set by an ARN, and there are no RCS agents to be found by one.
TAKES_NO_ARN = {"CreateEventDestination", "CreateVerifiedDestinationNumber"}


def takes_arn(shape) -> bool:
    if shape.type_name == "list":
        return takes_arn(shape.member)
    if shape.type_name == "structure":
        return any(takes_arn(member) for member in shape.members.values())
    return shape.name.endswith("OrArn") or shape.name == "AmazonResourceName"


def docstrings(operation: str) -> str:
    """Its own, and that of the operation which it says it raises as."""
    own = verbs()[operation].__doc__
    return own + "".join(docstrings(name) for name in re.findall(r"\bas ([A-Z]\w+)", own) if name in verbs())


@pytest.mark.parametrize("operation", sorted(set(OWN) - TAKES_NO_ARN))
def test_an_operation_that_takes_an_arn_says_that_it_may_be_invalid(operation):
    takes_one = takes_arn(shapes.operation_model(operation).input_shape)
    assert ("INVALID_ARN" in docstrings(operation)) is takes_one


def reasons_raised() -> set[tuple[str, str]]:
    """(exception, Reason) of every raise in the operations, read from the source."""
    found = set()
    for path in OPERATIONS:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                found |= {(call.func.id, reason) for reason in reasons_of(call)}
    return found


def reasons_of(call: ast.Call) -> list[str]:
    name = call.func.id
    if name == "invalid":
        return [
            word.value.value
            for word in call.keywords
            if word.arg == "reason" and isinstance(word.value, ast.Constant)
        ]
    if name == "Mismatch" or (name.endswith("Exception") and call.args):
        return [call.args[0].value] if isinstance(call.args[0], ast.Constant) else []
    return []


def test_every_reason_is_in_its_exceptions_enum():
    raised = reasons_raised()
    kinds = {"invalid": "ValidationException", "Mismatch": "ConflictException"}
    for name, reason in raised:
        shape = shapes.service_model().shape_for(kinds.get(name, name))
        assert reason in shape.members["Reason"].enum, (name, reason)
    assert len(raised) > 15


def test_every_exception_is_the_services_own():
    for name in dir(errors):
        if name.endswith("Exception"):
            assert shapes.service_model().shape_for(name).metadata.get("exception") is True


def test_every_pattern_of_the_model_is_one_that_python_understands():
    model = shapes.service_model()
    patterns = [
        member.metadata["pattern"]
        for name in model.operation_names
        for member in (model.operation_model(name).input_shape or model.shape_for("Tag")).members.values()
        if "pattern" in member.metadata
    ]
    assert all(re.compile(pattern) for pattern in patterns)
    assert patterns


def test_what_create_pool_answers_fits_its_output_shape(caller):
    from tests.help.factories import PhoneNumberFactory

    number = PhoneNumberFactory(two_way=True)
    pool = pools.create_pool(
        caller,
        origination_identity=number.phone_number_id,
        message_type="TRANSACTIONAL",
        tags=[{"Key": "Team", "Value": ""}],
    )
    wire = shapes.to_wire("CreatePool", pool)
    report = ParamValidator().validate(wire, shapes.operation_model("CreatePool").output_shape)
    assert not report.has_errors()
    assert wire["Tags"] == [{"Key": "Team", "Value": ""}]
    assert "TwoWayChannelRole" not in wire
