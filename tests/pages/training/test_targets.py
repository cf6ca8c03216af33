"""Each control that lessons point at is on its page, once."""

import re

from django.test import Client
from django.urls import reverse

from pools.models import Account, Pool, Project, User
from pools.reference import demo_data
from pools.reference.lessons.targets import PAGES, TARGETS
from tests.conftest import sign_in
from tests.help.demo import load_demo

REGION = "us-east-1"


def addresses() -> dict[str, str]:
    """Of each page of a lesson, where what it is about is there."""
    project = Project.objects.filter(account=Account.objects.get()).first().project_id
    pool = Pool.objects.get(name="order-updates")
    ids = {
        "sms-settings": [project],
        "sms-settings-edit": [project],
        "pool-detail": [pool.pool_id],
        "pool-disassociate": [pool.pool_id],
    }
    number = pool.phone_numbers.first().phone_number_id
    query = {"pool-disassociate": f"?id={number}", "pool-delete": f"?id={pool.pool_id}"}
    found = {}
    for title, (name, *_) in PAGES.items():
        path = reverse(name, args=[demo_data.ACCOUNT_ID, REGION, *ids.get(name, [])])
        found[title] = path + query.get(name, "")
    return found


def test_each_page_and_target_is_there(db):
    load_demo()
    # A sign-in of the demo is none where everybody could use it.
    User.objects.update(is_demo=False)
    client = Client()
    sign_in(client, User.objects.get(username="demo"))
    pages = {title: client.get(url).content.decode() for title, url in addresses().items()}
    for title, markup in pages.items():
        named = "order-updates" if title == "Pool detail" else title
        assert re.search(rf"<title>\s*{named}\b", markup), title
    for name, target in TARGETS.items():
        found = re.findall(rf'\sid="{target.element}"', pages[target.page or "Phone numbers"])
        assert len(found) == 1, name
