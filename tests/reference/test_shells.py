"""Commands for three shells: each value reaches the program as it is."""

import subprocess

import pytest

from pools.reference.shells import SHELLS

POSIX, POWERSHELL, CMD = SHELLS
URL, REGION = "http://localhost:8000", "us-east-1"


@pytest.mark.parametrize(
    ("value", "posix", "powershell", "cmd"),
    [
        ("pool-1", "pool-1", "pool-1", "pool-1"),
        ("two words", "'two words'", "'two words'", '"two words"'),
        ("$HOME & it's", "'$HOME & it'\"'\"'s'", "'$HOME & it''s'", '"$HOME & it\'s"'),
        ('a "b"', "'a \"b\"'", "'a \"b\"'", '"a \\"b\\""'),
    ],
)
def test_each_shell_quotes_a_value_its_way(value, posix, powershell, cmd):
    words = ["put-keyword", "--keyword-message", value]
    for shell, quoted in ((POSIX, posix), (POWERSHELL, powershell), (CMD, cmd)):
        assert shell.command(words, URL, REGION) == (
            f"aws pinpoint-sms-voice-v2 put-keyword {shell.goes_on}\n  --keyword-message {quoted} {shell.goes_on}\n"
            f"  --region {REGION} {shell.goes_on}\n  --endpoint-url {URL}"
        )


def test_powershell_has_the_guides_cmdlets():
    line = POWERSHELL.command(["delete-default-sender-id", "--configuration-set-name", "a"], URL, REGION)
    assert line == (
        "Remove-SMSVDefaultSenderId `\n  -ConfigurationSetName a `\n"
        f"  -Region {REGION} `\n  -EndpointUrl {URL}"
    )


def test_a_shell_is_prepared_so_that_nothing_else_spoils_it():
    prepared = [shell.prepared(URL, "AKIA", "s/e+c", REGION) for shell in SHELLS]
    assert [lines[1] for lines, _ in prepared] == [
        "export AWS_SECRET_ACCESS_KEY=s/e+c",
        "$Env:AWS_SECRET_ACCESS_KEY = 's/e+c'",
        "set AWS_SECRET_ACCESS_KEY=s/e+c",
    ]
    for (lines, instead), gone in zip(
        prepared, ("unset AWS_SESSION", "Env:AWS_SESSION", "set AWS_SESSION"), strict=True
    ):
        assert any(gone in line for line in lines)
        assert URL in instead
        assert lines[-1] == f"aws pinpoint-sms-voice-v2 describe-pools --endpoint-url {URL}"
    lines, _ = prepared[0]
    script = "\n".join([*lines[:-1], "echo $AWS_SECRET_ACCESS_KEY-$AWS_PROFILE"])
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, env={"AWS_PROFILE": "x"})
    assert done.stdout == "s/e+c-\n"
