"""Accounts in every state that a page can be in, and the paths of the pages that show it.

Each builder makes an account of its own beside the demo's, and gives the demo's users their roles in it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from pools.models import (
    AccessKey,
    Account,
    Keyword,
    PhoneNumber,
    Pool,
    Project,
    Role,
    SenderId,
    Tag,
)
from tests.help import factories as make

ROLES = {"demo": Role.ADMINISTRATOR, "editor": Role.EDITOR, "viewer": Role.VIEWER}
LONG_NAME = "long-pool-name " * 17 + "w"
LONG_WORD = "W" * 256


@dataclass
class State:
    """An account as it is in one Region, and the rows whose pages are worth a look."""

    account: Account
    region: str = "us-east-1"
    project: Project | None = None
    pool: Pool | None = None
    number: PhoneNumber | None = None
    sender_id: SenderId | None = None
    members: list[str] = field(default_factory=list)
    key: AccessKey | None = None

    def url(self, name: str, *args: str, query: str = "") -> str:
        return reverse(name, args=[self.account.account_id, self.region, *args]) + query

    def pages(self) -> dict[str, str]:
        """Every page of the account, by a name for messages."""
        return self.account_pages() | self.project_pages() | self.identity_pages() | self.pool_pages()

    def account_pages(self) -> dict[str, str]:
        return {
            "projects": self.url("project-list"),
            "create project": self.url("project-create"),
            "overview": self.url("overview"),
            "phone numbers": self.url("phone-number-list"),
            "pools": self.url("pool-list"),
            "sender IDs": self.url("sender-id-list"),
            "pools found": self.url("pool-list", query="?q=team+0"),
            "phone numbers found": self.url("phone-number-list", query="?q=sms+a"),
            "create pool from a sender ID": self.url("pool-create", query="?type=sender-id"),
            "create pool from a number": self.url("pool-create", query="?type=phone-number"),
        }

    def api_pages(self) -> dict[str, str]:
        pages = {"access keys": self.url("access-key-list"), "test settings": self.url("test-settings")}
        if self.key:
            pages["delete access key"] = self.url("access-key-delete", self.key.access_key_id)
        return pages

    def project_pages(self) -> dict[str, str]:
        if not self.project:
            return {}
        project_id = self.project.project_id
        return {
            "SMS settings": self.url("sms-settings", project_id),
            "edit SMS": self.url("sms-settings-edit", project_id),
        }

    def identity_pages(self) -> dict[str, str]:
        pages = {}
        if self.number:
            pages["phone number"] = self.url("phone-number-detail", self.number.phone_number_id)
        if self.sender_id:
            sender = self.sender_id
            pages["sender ID"] = self.url("sender-id-detail", sender.sender_id, sender.iso_country_code)
        return pages

    def pool_pages(self) -> dict[str, str]:
        if not self.pool:
            return {}
        pool_id = self.pool.pool_id
        ids = "&".join(f"id={member}" for member in self.members)
        return {
            "pool": self.url("pool-detail", pool_id),
            "delete pool": self.url("pool-delete", query=f"?id={pool_id}"),
            "disassociate": self.url("pool-disassociate", pool_id, query=f"?{ids}"),
            "add sender ID": self.url("pool-add-sender-id", pool_id),
        }


def demo() -> State:
    """The demo's own account, on its richest pool."""
    account = Account.objects.get(account_id="111122223333")
    pool = Pool.objects.get(account=account, name="order-updates")
    return State(
        account,
        project=account.projects.order_by("pk").first(),
        pool=pool,
        number=PhoneNumber.objects.filter(account=account, pool=None).first(),
        sender_id=SenderId.objects.filter(account=account, pool_links__isnull=False).first(),
        members=[n.phone_number_id for n in pool.phone_numbers.all()[:2]],
    )


def new_account(*, channel: bool = True, region: str = "us-east-1") -> State:
    """An account that has a project and nothing else."""
    account = make.AccountFactory(account_id="444455556666", name="Other")
    for user in get_user_model().objects.filter(username__in=ROLES):
        make.MembershipFactory(user=user, account=account, role=ROLES[user.username])
    project = make.ProjectFactory(account=account, name="Project", sms_channel_enabled=channel)
    return State(account, region=region, project=project)


def empty() -> State:
    """A new account without even a project."""
    state = new_account()
    state.project.delete()
    state.project = None
    return state


def channel_off() -> State:
    return new_account(channel=False)


def no_pools_here() -> State:
    """A Region that has no pools, though it has numbers."""
    state = new_account(region="us-east-2")
    state.number = make.PhoneNumberFactory(account=state.account, region=state.region)
    return state


def with_pool(state: State | None = None, **settings: object) -> State:
    """One row of each kind: a pool with one number, and a sender ID."""
    state = state or new_account()
    state.pool = make.PoolFactory(account=state.account, name="one", **settings)
    state.number = make.PhoneNumberFactory(account=state.account, pool=state.pool)
    state.sender_id = make.SenderIdFactory(account=state.account)
    state.members = [state.number.phone_number_id]
    return state


def one_row() -> State:
    return with_pool()


def protected() -> State:
    return with_pool(protected=True)


def two_way() -> State:
    """A two-way pool of two numbers, one of them a US toll-free one, and numbers that differ from it."""
    state = with_pool(two_way=True)
    state.number.number_type = "TOLL_FREE"
    state.number.two_way_enabled = True
    state.number.save()
    make.PhoneNumberFactory(account=state.account, pool=state.pool, two_way=True)
    make.PhoneNumberFactory(account=state.account, pending=True)
    make.PhoneNumberFactory(account=state.account, voice_only=True)
    make.PhoneNumberFactory(account=state.account, pool=make.PoolFactory(account=state.account))
    return state


def sender_only() -> State:
    """A pool whose members are sender IDs, which cannot be two-way."""
    state = new_account()
    state.pool = make.PoolFactory(account=state.account, name="senders")
    links = [make.PoolSenderIdFactory(pool=state.pool, sender_id=sender) for sender in senders(state, 2)]
    state.sender_id = links[0].sender_id
    state.members = [f"{state.sender_id.sender_id}/{state.sender_id.iso_country_code}"]
    return state


def senders(state: State, count: int) -> list[SenderId]:
    return [make.SenderIdFactory(account=state.account) for _ in range(count)]


def quota_reached() -> State:
    """As many pools as an account may have in a Region."""
    state = with_pool()
    make.PoolFactory.create_batch(24, account=state.account)
    return state


def full_of_tags() -> State:
    state = with_pool()
    Tag.objects.bulk_create(Tag(pool=state.pool, key=f"key{n}", value=str(n)) for n in range(50))
    return state


def full_of_keywords() -> State:
    """30 keywords, HELP and STOP among them."""
    state = with_pool()
    add_keywords(state.pool, [f"WORD{n}" for n in range(28)])
    return state


def add_keywords(pool: Pool, words: list[str], message: str = "Thank you.") -> None:
    rows = [Keyword(pool=pool, keyword=word, keyword_message=message) for word in words]
    Keyword.objects.bulk_create(rows)


def hundred_identities() -> State:
    """A pool that can take no more: 60 numbers and 40 sender IDs, beside some that it could take."""
    state = with_pool()
    more = make.PhoneNumberFactory.create_batch(59, account=state.account, pool=state.pool)
    for sender in senders(state, 40):
        make.PoolSenderIdFactory(pool=state.pool, sender_id=sender)
    make.PhoneNumberFactory.create_batch(3, account=state.account)
    state.members = [number.phone_number_id for number in more]
    state.project = None  # its pages don't show identities of a pool
    return state


def longest() -> State:
    """The longest text that every field can hold, with and without places to break a line at."""
    state = new_account()
    state.project.name = "P" * 64
    state.project.save()
    state.account.name = "N" * 64
    state.account.default_sender_id = "A" * 11
    state.account.save()
    topic = f"arn:aws:sns:us-east-1:{state.account.account_id}:{'t' * 256}"
    opt_out_list = make.OptOutListFactory(account=state.account, opt_out_list_name="o" * 64)
    settings = {
        "two_way_enabled": True,
        "two_way_channel_arn": topic,
        "two_way_channel_role": f"arn:aws:iam::{state.account.account_id}:role/{'r' * 64}",
        "opt_out_list_name": opt_out_list.opt_out_list_name,
    }
    make.PoolFactory(account=state.account, name=LONG_NAME)
    state.pool = make.PoolFactory(account=state.account, name=LONG_WORD, **settings)
    Tag.objects.create(pool=state.pool, key="Name", value=LONG_WORD)
    Tag.objects.create(pool=state.pool, key="k" * 128, value="v" * 256)
    Tag.objects.create(pool=state.pool, key="aws:" + "k" * 124, value="value " * 42)
    add_keywords(state.pool, ["K" * 30], "m" * 1600)
    add_keywords(state.pool, ["Q" * 25], "word " * 320)
    state.number = make.PhoneNumberFactory(account=state.account, pool=state.pool, **settings)
    other = make.PoolFactory(account=state.account, name="x" * 256)
    make.PhoneNumberFactory(account=state.account, pool=other)
    make.PhoneNumberFactory(account=state.account, opt_out_list_name="d" * 64)
    state.sender_id = make.SenderIdFactory(account=state.account, sender_id="W" * 11)
    make.PoolSenderIdFactory(pool=state.pool, sender_id=state.sender_id)
    Tag.objects.create(sender_id=state.sender_id, key="k" * 128, value="v" * 256)
    Tag.objects.create(phone_number=state.number, key="k" * 128, value="v" * 256)
    state.members = [state.number.phone_number_id, f"{'W' * 11}/GB"]
    return state


def misbehaving() -> State:
    """Every test setting on; two keys of each user, one of them in use; and a code that nobody has entered."""
    state = new_account()
    account, now = state.account, timezone.now()
    account.status_delay_seconds, account.fault, account.fault_percent = 600, "RESOURCE_NOT_ACCESSIBLE", 50
    account.fault_until = now + timedelta(hours=1)
    account.stop_delay_seconds = 60
    account.save()
    for user in get_user_model().objects.filter(username__in=ROLES):
        make.AccessKeyFactory(account=account, user=user, last_used_timestamp=now)
        state.key = make.AccessKeyFactory(account=account, user=user, is_active=False)
    make.VerifiedDestinationNumberFactory(account=account, verification_code="123456", code_timestamp=now)
    return state
