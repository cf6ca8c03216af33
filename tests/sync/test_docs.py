"""docs/sync.md against the code: the policies, the verbs, the calls, and the numbers that it names."""

import json
import re

from pools.management.commands.sync import Command
from pools.models.aws_links import USUAL_SHARE
from pools.operations.syncing import export, links
from pools.reference.aws_calls import WRITES
from pools.reference.aws_policies import policy
from pools.sync import memory, steps, worker
from tests.help.source import ROOT

TEXT = (ROOT / "docs" / "sync.md").read_text()
WORDS = " ".join(TEXT.split())


def test_the_policies_are_those_that_the_code_makes():
    found = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]
    assert found == [policy("111122223333", "us-east-1", write=write) for write in (False, True)]


def test_every_call_that_a_plan_may_write_is_named():
    calls = re.search(r"A plan may write: (.*?)\. It never", WORDS)[1]
    named = calls.replace("Associate- and Dis", "AssociateOriginationIdentity, Dis")
    assert set(re.findall(r"\b[A-Z][a-z]+[A-Z]\w+\b", named)) == {*WRITES}


def test_every_verb_is_listed():
    choices = next(
        action.choices
        for action in Command().create_parser("manage.py", "sync")._actions
        if action.dest == "verb"
    )
    assert set(re.findall(r"^\| `([\w-]+)", TEXT, re.MULTILINE)) == set(choices)


def test_the_numbers_are_those_of_the_code():
    said = {
        f"{USUAL_SHARE} % of": "the limiter's share",
        f"({min(links.SHARES)} to {max(links.SHARES)} %": "what may be chosen",
        f"within {steps.TOKEN_TRUSTED / 60:.0f} minutes of the first": "how long a token is relied on",
        "For five minutes": "how old a read may be",
        "one query in three seconds": "how often an idle worker looks",
        f"provider {export.PROVIDER.removeprefix('>= ')} or later": "of the export",
    }
    assert {what for words, what in said.items() if words not in WORDS} == set()
    assert (memory.VISIBLE_AFTER, worker.IDLE_EVERY) == (300, 3.0)
