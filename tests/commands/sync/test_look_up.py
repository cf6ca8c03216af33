"""`manage.py sync look-up`: who is opted out in AWS, as the worker answers."""

import pytest
from django.core.management import CommandError

from pools.models import AwsLink
from tests.help.linked import mirror_of


@pytest.fixture(autouse=True)
def _list_in_aws(link):
    mirror_of(
        link, "News", kind="opt-out-list", arn="arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/News"
    )


def test_all_are_counted(sync, document, worker):
    worker.answers(counted=1200)
    worker.answers(counted=1)
    assert sync("look-up", "News") == (0, "1,200 numbers are on opt-out list News in AWS.\n")
    assert document("look-up", "News") == (0, {"opt_out_list": "News", "counted": 1})


@pytest.mark.parametrize(("is_there", "on"), [(True, "on"), (False, "not on")])
def test_one_is_looked_up_and_not_repeated(sync, worker, is_there, on):
    asked = []
    worker.answers(lambda request: asked.append(request.about["number"]), is_opted_out=is_there)
    code, out = sync("look-up", "News", "12065550100")
    assert (code, out) == (0, f"The number is {on} opt-out list News in AWS.\n")
    assert asked == ["+12065550100"]


def test_what_aws_refuses_fails(sync, worker):
    AwsLink.objects.update(signed_in_as="arn:aws:iam::111122223333:user/sync")
    worker.answers(trouble="NO_PERMISSION", action="sms-voice:DescribeOptedOutNumbers")
    code, out = sync("look-up", "News")
    assert code == 1
    assert "AWS refuses sms-voice:DescribeOptedOutNumbers to arn:aws:iam::111122223333:user/sync." in out


def test_a_list_that_aws_does_not_have_is_no_list(sync, worker):
    with pytest.raises(CommandError):
        sync("look-up", "Weather")
