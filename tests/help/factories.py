"""One factory per model, with valid and minimal defaults; traits name the states that tests ask for."""

from datetime import datetime, timedelta
from typing import ClassVar

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from pools import models
from pools.operations.engine.account_rows import pack
from pools.operations.engine.secret_box import seal
from pools.operations.rules.membership import default_keywords
from pools.operations.rules.search_text import keep_search_text

SECRET = "a-secret-of-forty-characters-for-tests-"
TOPIC = "arn:aws:sns:us-east-1:111122223333:inbound"


def in_a_minute() -> datetime:
    return timezone.now() + timedelta(minutes=1)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.User

    username = factory.Sequence(lambda n: f"user{n}")
    password = factory.LazyFunction(lambda: make_password("correct horse battery"))


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Account
        django_get_or_create = ("account_id",)

    account_id = "111122223333"
    name = "Demo"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Membership

    user = factory.SubFactory(UserFactory)
    account = factory.SubFactory(AccountFactory)
    role = models.Role.ADMINISTRATOR


class ClassFactory(factory.django.DjangoModelFactory):
    """Without a learner."""

    class Meta:
        model = models.Class

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Class {n}")
    created_timestamp = factory.LazyFunction(timezone.now)


class SeatFactory(factory.django.DjangoModelFactory):
    """Of a learner whose account is empty."""

    class Meta:
        model = models.Seat

    class Params:
        account_id = factory.Sequence(lambda n: f"8{n:011}")

    of_class = factory.SubFactory(ClassFactory)
    number = factory.Sequence(lambda n: n + 1)
    join_digest = factory.Sequence(lambda n: f"digest-{n}")
    sealed_sign_in = factory.LazyAttribute(lambda seat: seal("password code"))

    @factory.lazy_attribute
    def learner(self) -> models.Learner:
        account = AccountFactory(account_id=self.account_id)
        membership = MembershipFactory(account=account)
        return models.Learner.objects.create(user=membership.user, account=account)


class AccessKeyFactory(factory.django.DjangoModelFactory):
    """A key whose secret is SECRET."""

    class Meta:
        model = models.AccessKey

    user = factory.SubFactory(UserFactory)
    account = factory.SubFactory(AccountFactory)
    encrypted_secret = factory.LazyFunction(lambda: seal(SECRET))
    created_timestamp = factory.LazyFunction(timezone.now)


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Project

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Project {n}")
    sms_channel_enabled = True
    created_timestamp = factory.LazyFunction(timezone.now)


class RegionalFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    account = factory.SubFactory(AccountFactory)
    region = "us-east-1"
    created_timestamp = factory.LazyFunction(timezone.now)


def with_keywords(owner: str):
    """After a row is made, give it HELP and STOP, as every pool and number has them."""

    def add(row, create, extracted, **kwargs):
        models.Keyword.objects.bulk_create(default_keywords(**{owner: row}))

    return factory.post_generation(add)


def found_by_it(row, create, extracted, **kwargs):
    """After a row is made that belongs to another, that is found by it, as after the operation that makes one."""
    owner = row.pool
    if isinstance(row, models.Tag):
        owner = row.pool or row.phone_number or row.sender_id
    if owner:
        keep_search_text(owner)


class PoolFactory(RegionalFactory):
    class Meta:
        model = models.Pool
        skip_postgeneration_save = True

    message_type = "TRANSACTIONAL"
    keywords = with_keywords("pool")

    class Params:
        protected = factory.Trait(deletion_protection_enabled=True)
        two_way = factory.Trait(two_way_enabled=True, two_way_channel_arn=TOPIC)
        settling = factory.Trait(settled_timestamp=factory.LazyFunction(in_a_minute))


class PhoneNumberFactory(RegionalFactory):
    class Meta:
        model = models.PhoneNumber
        skip_postgeneration_save = True

    # 555-0100 to 555-0199 is kept for fiction in every area code. No test writes one out from 900 on.
    phone_number = factory.Sequence(lambda n: f"+1{901 + n // 100}55501{n % 100:02}")
    iso_country_code = "US"
    message_type = "TRANSACTIONAL"
    number_type = "LONG_CODE"
    number_capabilities = factory.LazyFunction(lambda: ["SMS"])
    monthly_leasing_price = "1.00"
    keywords = with_keywords("phone_number")
    found_by_it = factory.post_generation(found_by_it)

    class Params:
        two_way = factory.Trait(two_way_enabled=True, two_way_channel_arn=TOPIC)
        pending = factory.Trait(carrier_status="PENDING")
        voice_only = factory.Trait(number_capabilities=["VOICE"])
        toll_free = factory.Trait(number_type="TOLL_FREE")


class SenderIdFactory(RegionalFactory):
    class Meta:
        model = models.SenderId

    sender_id = factory.Sequence(lambda n: f"BRAND{n}")
    iso_country_code = "GB"
    message_types = factory.LazyFunction(lambda: ["TRANSACTIONAL"])


class PoolSenderIdFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PoolSenderId
        skip_postgeneration_save = True

    pool = factory.SubFactory(PoolFactory)
    sender_id = factory.SubFactory(SenderIdFactory)
    associated_timestamp = factory.LazyFunction(timezone.now)
    found_by_it = factory.post_generation(found_by_it)


class OptOutListFactory(RegionalFactory):
    class Meta:
        model = models.OptOutList

    opt_out_list_name = factory.Sequence(lambda n: f"list{n}")


class OptOutImportFactory(factory.django.DjangoModelFactory):
    """A file of one number that was read."""

    class Meta:
        model = models.OptOutImport
        skip_postgeneration_save = True

    opt_out_list = factory.SubFactory(OptOutListFactory)
    import_id = factory.Sequence(lambda n: f"import-{n}")
    created_timestamp = factory.LazyFunction(timezone.now)
    text = "+12065550188"
    tallies: ClassVar = {"added": 1}
    piece = factory.RelatedFactory("tests.help.factories.OptOutImportPieceFactory", "opt_out_import")


class OptOutImportPieceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.OptOutImportPiece

    outcome = "added"
    lines: ClassVar = [[1, "+12065550188", "+12065550188", "added", "", "", 0]]


class OptedOutNumberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.OptedOutNumber

    opt_out_list = factory.SubFactory(OptOutListFactory)
    opted_out_number = factory.Sequence(lambda n: f"+1206555{n:04}")
    opted_out_timestamp = factory.LazyFunction(timezone.now)


class EditRunFactory(RegionalFactory):
    """Deletion protection of pools, turned on; stopped."""

    class Meta:
        model = models.EditRun

    run_id = factory.Sequence(lambda n: f"run-{n}")
    resource_type = "pool"
    setting = "deletion_protection_enabled"
    values: ClassVar = {"deletion_protection_enabled": True}
    moved_timestamp = factory.LazyFunction(timezone.now)
    status = "STOPPED"


class EditRunItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.EditRunItem

    run = factory.SubFactory(EditRunFactory)
    label = factory.LazyAttribute(lambda item: item.resource_id)
    changes: ClassVar = [["deletion_protection_enabled", "", False, True]]


class MessageFactory(RegionalFactory):
    """A text that has arrived."""

    class Meta:
        model = models.Message

    kind = models.Message.Kind.TEXT
    origination_phone_number = "+14255550117"
    destination_phone_number = "+12065550175"
    iso_country_code = "US"
    message_body = "Your code is 123456."
    message_type = "TRANSACTIONAL"
    final_status = "DELIVERED"
    settled_timestamp = factory.SelfAttribute("created_timestamp")
    delivered_timestamp = factory.SelfAttribute("created_timestamp")


class ConfigurationSetFactory(RegionalFactory):
    class Meta:
        model = models.ConfigurationSet

    configuration_set_name = factory.Sequence(lambda n: f"set{n}")


class EventDestinationFactory(factory.django.DjangoModelFactory):
    """A topic that every event goes to."""

    class Meta:
        model = models.EventDestination

    configuration_set = factory.SubFactory(ConfigurationSetFactory)
    event_destination_name = factory.Sequence(lambda n: f"destination{n}")
    matching_event_types = factory.LazyFunction(lambda: ["ALL"])
    sns_destination = factory.LazyFunction(lambda: {"TopicArn": TOPIC})
    created_timestamp = factory.LazyFunction(timezone.now)


class SnsTopicFactory(RegionalFactory):
    class Meta:
        model = models.SnsTopic

    topic_arn = TOPIC


class VerifiedDestinationNumberFactory(RegionalFactory):
    class Meta:
        model = models.VerifiedDestinationNumber

    destination_phone_number = factory.Sequence(lambda n: f"+1{201 + n // 100}55501{n % 100:02}")


class ResourcePolicyFactory(RegionalFactory):
    class Meta:
        model = models.ResourcePolicy

    policy = '{"Statement": ["ours"]}'


class KeywordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Keyword

    keyword = factory.Sequence(lambda n: f"WORD{n}")
    keyword_message = "Thank you for your message."


class TagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Tag
        skip_postgeneration_save = True

    key = factory.Sequence(lambda n: f"key{n}")
    value = "value"
    found_by_it = factory.post_generation(found_by_it)


class SnapshotFactory(factory.django.DjangoModelFactory):
    """Of an account that held nothing."""

    class Meta:
        model = models.Snapshot

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"snapshot {n}")
    taken_timestamp = factory.LazyFunction(timezone.now)
    data = pack({"account": {}, "tables": {}})
