"""Requests as commands: whatever a value holds, each client is given exactly the request."""

import ast
import json
import string
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pools import shapes
from pools.operations.engine.registry import verbs
from pools.pages.kit.commands.calls import Call, read_call
from pools.pages.kit.commands.cli import cli_lines
from pools.pages.kit.commands.cmdlets import cmdlet_lines, singular
from pools.pages.kit.commands.python import python_text
from pools.pages.kit.commands.tabs import TABS
from pools.pages.kit.commands.written import in_shell
from pools.reference.cmdlets import CMDLETS
from pools.reference.shells import CMD, POSIX, POWERSHELL
from tests.help import pasted

URL, REGION = "http://localhost:8000", "us-east-1"
SENT_TO = {"--region": REGION, "--endpoint-url": URL}
# What shells, the AWS CLI, its shorthand or JSON would take for something of theirs.
SIGNS = "'\"`$%!^&|<>()[]{},;=~#*?@\\-+:/ \t\n\r\x1f\x7f\x9b‘’‚‛“”„–\xa0é🦄"
NASTY = (
    "", " ", "-x", "--force", "=ls", "~", "file:///etc/passwd", "fileb://x", "https://example.com",
    "[1]", " {", "%PATH%", "%PATH:a=b%", "100%", "%%", "a\\", 'a\\"', '"', 'a "b', 'a "b"', 'a "b&c"',
    "$(id) `id` $HOME", "it's", "it’s", "!!", "two\nlines", "cr\r\n", "tab\t", "true", "0x10", "-1",
    "a,b", "k=v", "x^", "^", "<pool>", "\u2028",
    "a” & calc & “b", 'a" & calc & "b', "a” + exit() + “b", "\x7f\x7f; id", "10 – 20",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(SIGNS + string.ascii_letters, max_size=12),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12),
)


def values(shape: shapes.Shape) -> st.SearchStrategy:
    kind = shape.type_name
    if kind == "structure":
        return st.fixed_dictionaries({name: values(member) for name, member in shape.members.items()})
    if kind == "list":
        return st.lists(values(shape.member), max_size=3)
    if kind == "map":
        # A hash table of PowerShell's takes keys for the same that differ in case alone.
        return st.dictionaries(TEXTS.map(str.lower), TEXTS, max_size=3)
    return {"boolean": st.booleans(), "integer": st.integers(0, 9999), "long": st.integers(0, 9999)}.get(
        kind, TEXTS
    )


@st.composite
def calls(draw: Any) -> Call:
    operation = draw(st.sampled_from(sorted(verbs())))
    members = shapes.operation_model(operation).input_shape.members
    names = draw(st.lists(st.sampled_from(sorted(members)), unique=True)) if members else []
    return Call(operation, {name: draw(values(members[name])) for name in names})


def in_words(words: list[str]) -> Call:
    """The request that the AWS CLI makes of its arguments."""
    assert words[:2] == ["aws", shapes.SERVICE]
    options, beside = words[2:], {}
    for option, expected in SENT_TO.items():
        at = options.index(option)
        assert options[at : at + 2] == [option, expected]
        del options[at : at + 2]
    if "--cli-input-json" in options:
        at = options.index("--cli-input-json")
        beside = json.loads(options[at + 1])
        del options[at : at + 2]
    # It would load these, or read an option in them.
    assert not any(word.startswith(("file", "http")) and "://" in word for word in options)
    read = read_call(options)
    members = shapes.operation_model(read.operation).input_shape.members
    typed = {name: in_type(members[name], value) for name, value in read.request.items()}
    return Call(read.operation, typed | beside)


def in_type(shape: shapes.Shape, value: Any) -> Any:
    """The AWS CLI makes numbers of what the service takes as numbers."""
    if shape.type_name == "list":
        return [in_type(shape.member, one) for one in value]
    return int(value) if shape.type_name in ("integer", "long") else value


def as_cmdlet(call: Call) -> dict[str, Any]:
    """What the cmdlet's parameters are to be."""
    wanted: dict[str, Any] = {"Region": REGION, "EndpointUrl": URL}
    for name, value in call.request.items():
        kind = call.kind(name)
        if kind == "structure":
            wanted |= {f"{name}_{part}": one for part, one in value.items()}
        elif kind in ("list", "map", "integer"):
            # PowerShell gives a parameter that takes several an array of one.
            wanted[singular(name)] = value[0] if kind == "list" and len(value) == 1 else value
        else:
            wanted[name] = value
    return wanted


def in_python(node: ast.Call) -> tuple[str, dict[str, Any]]:
    """The method that is called, and its named arguments; of a paginator, those of all its pages."""
    name = node.func.attr
    if name == "build_full_result":
        node = node.func.value
        name = node.func.value.args[0].value
    return name, {part.arg: ast.literal_eval(part.value) for part in node.keywords}


@settings(max_examples=300, deadline=None, database=None)
@given(calls())
def test_a_command_asks_for_exactly_the_request(call):
    for shell, read in ((POSIX, pasted.posix), (CMD, pasted.cmd)):
        assert in_words(read(in_shell(shell, call, URL, REGION))) == call, shell.label
    cmdlet = pasted.PowerShell(in_shell(POWERSHELL, call, URL, REGION))
    assert (cmdlet.cmdlet, cmdlet.parameters) == (CMDLETS[call.operation], as_cmdlet(call))
    made, asked = [
        node.value for node in ast.parse(pasted.in_window(python_text([call], URL, REGION))).body[1:]
    ]
    assert [part.value for part in made.args] == [shapes.SERVICE]
    assert in_python(made) == ("client", {"region_name": REGION, "endpoint_url": URL})
    assert in_python(asked) == (shapes.xform_name(call.operation), call.request)


def test_there_is_a_cmdlet_for_every_operation():
    assert set(CMDLETS) == set(verbs())
    assert len(set(CMDLETS.values())) == len(CMDLETS)


def test_each_call_stands_apart_and_is_answered_whole():
    calls = [Call("DescribePools", {"PoolIds": ["p"]}), Call("DeletePool", {"PoolId": "p"})]
    assert python_text(calls, URL, REGION).split("\n\n")[2:] == [
        'client.get_paginator("describe_pools").paginate(\n    PoolIds=["p"],\n).build_full_result()',
        'client.delete_pool(\n    PoolId="p",\n)',
    ]
    assert (
        TABS["cmd"]
        .write(calls, URL, REGION)
        .split("\n\n")[1]
        .startswith("aws pinpoint-sms-voice-v2 delete-pool")
    )
    assert not Call("DescribePools", {"MaxResults": 5}).has_pages


def test_a_command_has_an_option_a_line():
    tags = [{"Key": "Team", "Value": "risk"}]
    call = Call("CreatePool", {"IsoCountryCode": "US", "DeletionProtectionEnabled": False, "Tags": tags})
    assert in_shell(POSIX, call, URL, REGION) == (
        "aws pinpoint-sms-voice-v2 create-pool \\\n  --iso-country-code US \\\n  --no-deletion-protection-enabled \\\n"
        f"  --tags Key=Team,Value=risk \\\n  --region {REGION} \\\n  --endpoint-url {URL}"
    )
    assert in_shell(POWERSHELL, call, URL, REGION) == (
        "New-SMSVPool `\n  -IsoCountryCode US `\n  -DeletionProtectionEnabled $false `\n"
        f"  -Tag @{{Key = 'Team'; Value = 'risk'}} `\n  -Region {REGION} `\n  -EndpointUrl {URL}"
    )


def test_nothing_that_a_colleague_wrote_is_run():
    written = {"OriginationIdentity": "p", "Keyword": "A", "KeywordMessage": 'a” "& calc 5%\x7f'}
    options = in_shell(CMD, Call("PutKeyword", written), URL, REGION).split(" ^\n  ")
    message = r"a\u201d \u0022\u0026 calc 5\u0025\u007f"
    assert options[3] == rf'--cli-input-json "{{\"KeywordMessage\": \"{message}\"}}"'


def test_an_option_that_the_model_does_not_have_stays():
    call = read_call(["delete-pool", "--no-such", "thing", "--pool-id", "a b"])
    assert call.request == {"NoSuch": "thing", "PoolId": "a b"}
    assert cli_lines(call, POSIX)[1:] == ["--no-such thing", "--pool-id 'a b'"]
    assert cmdlet_lines(call)[1:] == ["-NoSuch thing", "-PoolId 'a b'"]
