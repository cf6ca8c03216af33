"""Three shells: each value reaches the program as it is."""

import subprocess

import pytest

from pools.reference.shells import SHELLS

URL, REGION = "http://localhost:8000", "us-east-1"


@pytest.mark.parametrize(
    ("value", "posix", "powershell", "cmd"),
    [
        ("pool-1", "pool-1", "pool-1", "pool-1"),
        ("two words", "'two words'", "'two words'", '"two words"'),
        ("$HOME & it's", "'$HOME & it'\"'\"'s'", "'$HOME & it''s'", '"$HOME & it\'s"'),
        ('a "b"', "'a \"b\"'", "'a \"b\"'", '"a \\"b\\""'),
        ("it’s", "'it’s'", "'it’’s'", '"it’s"'),
        ("a\n`b", "'a\n`b'", '"a`n``b"', '"a\n`b"'),
        ("-x", "-x", "'-x'", "-x"),
        ("=ls", "'='ls", "'=ls'", '"=ls"'),
        ("C:\\a b\\", "'C:\\a b\\'", "'C:\\a b\\'", '"C:\\a b\\\\"'),
        ("a–“b", "'a–“b'", '"a$([char]8211)$([char]8220)b"', '"a–“b"'),
    ],
)
def test_each_shell_quotes_a_value_its_way(value, posix, powershell, cmd):
    assert [shell.quote(value) for shell in SHELLS] == [posix, powershell, cmd]


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
