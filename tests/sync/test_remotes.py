"""A worker keeps its connections to AWS: one for each link, for as long as nothing that it was made from changes."""

import os

import pytest

from pools.models import AwsLink
from pools.sync import remotes as kept
from pools.sync.refusals import Refusal
from pools.sync.remote import OtherAccount, Refused, Remote
from pools.sync.remotes import NoRemote, Remotes
from tests.help.aws.weather import EXPIRED
from tests.help.linked import link_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(aws_side, caller):
    return link_of(caller)


@pytest.fixture
def remotes():
    found = Remotes()
    yield found
    found.close()


def identities(aws) -> int:
    return sum(one.operation == "GetCallerIdentity" for one in aws.log.entries)


def test_one_is_kept_for_the_next_run_which_asks_again_whose_it_is(aws_side, link, remotes):
    first = remotes.of(link)
    for _ in range(2):
        assert remotes.of(link) is first
        first.call("DescribePools", {})
        first.call("DescribePools", {})
    assert identities(aws_side) == 2


def test_another_account_is_found_out_by_the_next_run(aws_side, link, remotes):
    first = remotes.of(link)
    first.call("DescribePools", {})
    aws_side.proxy.identity = ("999988887777", "arn:aws:iam::999988887777:user/other")
    again = remotes.of(link)
    with pytest.raises(OtherAccount):
        again.call("DescribePools", {})
    assert remotes.of(link) is not first


def test_one_that_aws_let_in_no_longer_is_made_anew(aws_side, link, remotes):
    first = remotes.of(link)
    aws_side.weather.refuse(EXPIRED, "DescribePools", times=1)
    with pytest.raises(Refused):
        first.call("DescribePools", {})
    second = remotes.of(link)
    assert second is not first
    second.call("DescribePools", {})


def test_another_profile_and_another_file_make_another(link, remotes, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    (tmp_path / "config").write_text("[profile prod]\nregion = us-east-1\n")
    made = [remotes.of(link)]
    link.profile = "prod"
    made.append(remotes.of(link))
    os.utime(tmp_path / "config", (1, 1))
    made.append(remotes.of(link))
    assert len({*map(id, made)}) == 3


def test_what_cannot_be_made_says_why_with_each_call_and_is_tried_again(link, remotes, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    link.profile = "nowhere"
    remote = remotes.of(link)
    assert isinstance(remote, NoRemote)
    with pytest.raises(Refused) as refused:
        remote.call("DescribePools", {})
    assert isinstance(refused.value.refusal, Refusal)
    (tmp_path / "config").write_text("[profile nowhere]\nregion = us-east-1\n")
    assert isinstance(remotes.of(link), Remote)


def test_of_many_links_those_that_were_used_last_are_kept(link, caller, remotes, monkeypatch):
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    others = [AwsLink(pk=number, account=caller.account, region="eu-west-1") for number in (1001, 1002)]
    first = remotes.of(link)
    remotes.of(others[0])
    remotes.of(link)
    remotes.of(others[1])
    assert [*remotes.kept] == [link.pk, 1002]
    assert remotes.of(link) is first


def test_they_are_made_while_nobody_waits_and_each_once(link, remotes, django_assert_num_queries):
    remotes.get_ready([link.pk])
    assert [*remotes.kept] == [link.pk]
    with django_assert_num_queries(0):
        remotes.get_ready([link.pk])
