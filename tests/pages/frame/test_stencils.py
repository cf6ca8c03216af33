"""What is kept of pages between requests holds no word that somebody typed."""

import pytest

from pools.templatetags.editors import row_stencil
from pools.templatetags.stencils import stencil
from tests.help import factories as make

PLACE = "/111122223333/us-east-1"


@pytest.fixture
def rows(account):
    """A project, a pool and what its page shows of it; a second account to switch to."""
    pool = make.PoolFactory(account=account)
    number = make.PhoneNumberFactory(account=account, pool=pool)
    rest = (make.KeywordFactory(pool=pool), make.TagFactory(pool=pool, key="Name"))
    return {"project": make.ProjectFactory(account=account), "pool": pool, "number": number, "rest": rest}


def name_all(word: str, caller, rows: dict) -> None:
    keyword, tag = rows["rest"]
    caller.account.name, caller.user.username = f"{word} account", f"{word}-user"
    rows["project"].name, rows["pool"].name = f"{word} project", f"{word} pool"
    keyword.keyword, keyword.keyword_message, tag.value = word.upper(), f"{word} message", f"{word} pool"
    for row in (caller.account, caller.user, rows["project"], rows["pool"], keyword, tag):
        row.save()


def pages(client, rows: dict, word: str) -> str:
    paths = (
        f"{PLACE}/projects/",
        f"{PLACE}/projects/{rows['project'].project_id}/settings/sms-and-voice/",
        f"{PLACE}/sms-voice/pools/",
        f"{PLACE}/sms-voice/pools/?q={word}",
        f"{PLACE}/sms-voice/pools/{rows['pool'].pool_id}/",
    )
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    refused = client.post(f"{PLACE}/sms-voice/pools/create/", {"type": "sender-id", "sender_id": f"{word}!"})
    assert refused.status_code == 422
    return "".join(answer.content.decode() for answer in (*answers, refused))


def test_other_names_make_no_other_stencil(client, caller, rows):
    other = make.AccountFactory(account_id="444455556666", name="birch elsewhere")
    make.MembershipFactory(user=caller.user, account=other)
    name_all("birch", caller, rows)
    assert pages(client, rows, "birch").count("birch") > 20
    kept = [cache.cache_info().misses for cache in (stencil, row_stencil)]
    name_all("maple", caller, rows)
    other.name = "maple elsewhere"
    other.save()
    again = pages(client, rows, "maple")
    assert again.count("maple") > 20
    assert "birch" not in again.lower()
    assert [cache.cache_info().misses for cache in (stencil, row_stencil)] == kept
