"""What every Describe and List operation shares: filters, pages and the tokens between them."""

import pytest

from pools.errors import ResourceNotFoundException, ValidationException
from pools.models import Pool
from pools.operations.associations import list_pool_origination_identities
from pools.operations.engine.registry import verbs
from pools.operations.keywords import describe_keywords
from pools.operations.pools import describe_pools
from tests.help.factories import (
    TOPIC,
    ConfigurationSetFactory,
    OptOutListFactory,
    PhoneNumberFactory,
    PoolFactory,
    PoolSenderIdFactory,
    SenderIdFactory,
    VerifiedDestinationNumberFactory,
    in_a_minute,
)
from tests.help.operations import refused


def ids(answer) -> list[str]:
    return [pool.pool_id for pool in answer.pools]


def by(name: str, *values: str) -> dict:
    return {"filters": [{"Name": name, "Values": list(values)}]}


@pytest.fixture
def three(db) -> list[str]:
    PoolFactory(pool_id="pool-plain")
    PoolFactory(pool_id="pool-two-way", two_way=True, opt_out_list_name="List", shared_routes_enabled=True)
    PoolFactory(
        pool_id="pool-promo",
        protected=True,
        message_type="PROMOTIONAL",
        self_managed_opt_outs_enabled=True,
        settled_timestamp=in_a_minute(),
    )
    return ["pool-plain", "pool-two-way", "pool-promo"]


class TestDescribePools:
    def test_the_oldest_comes_first(self, caller, three):
        assert ids(describe_pools(caller)) == three
        assert describe_pools(caller).next_token is None

    @pytest.mark.parametrize(
        ("name", "values", "found"),
        [
            ("status", ["ACTIVE"], [0, 1]),
            ("status", ["CREATING", "DELETING"], [2]),
            ("message-type", ["PROMOTIONAL"], [2]),
            ("message-type", ["Transactional"], [0, 1]),
            ("two-way-enabled", ["true"], [1]),
            ("two-way-enabled", ["True", "false"], [0, 1, 2]),
            ("self-managed-opt-outs-enabled", ["true"], [2]),
            ("opt-out-list-name", ["List"], [1]),
            ("opt-out-list-name", ["list"], []),
            ("opt-out-list-name", ["Default", "List"], [0, 1, 2]),
            ("shared-routes-enabled", ["false"], [0, 2]),
            ("deletion-protection-enabled", ["true"], [2]),
            ("two-way-channel-arn", [TOPIC], [1]),
        ],
    )
    def test_each_filter(self, caller, three, name, values, found):
        assert ids(describe_pools(caller, **by(name, *values))) == [three[index] for index in found]

    def test_filters_are_joined_by_and_and_values_by_or(self, caller, three):
        both = [
            {"Name": "message-type", "Values": ["TRANSACTIONAL", "PROMOTIONAL"]},
            {"Name": "two-way-enabled", "Values": ["true"]},
        ]
        assert ids(describe_pools(caller, filters=both)) == ["pool-two-way"]

    @pytest.mark.parametrize(
        ("name", "value"), [("status", "SLEEPING"), ("two-way-enabled", "yes"), ("message-type", "x")]
    )
    def test_a_value_that_no_pool_can_have(self, caller, three, name, value):
        with refused(ValidationException, "INVALID_FILTER_VALUES") as refusal:
            describe_pools(caller, **by(name, value))
        assert [field.name for field in refusal.error.fields] == ["Filters[0].Values"]

    def test_by_id_and_arn(self, caller, three):
        arn = Pool.objects.get(pool_id="pool-promo").pool_arn
        assert ids(describe_pools(caller, pool_ids=["pool-plain", arn])) == ["pool-plain", "pool-promo"]

    def test_ids_and_filters_must_both_fit(self, caller, three):
        answer = describe_pools(caller, pool_ids=three, **by("two-way-enabled", "true"))
        assert ids(answer) == ["pool-two-way"]

    def test_one_unknown_id_refuses_them_all(self, caller, three):
        with refused(ResourceNotFoundException) as refusal:
            describe_pools(caller, pool_ids=["pool-plain", "pool-none"])
        assert refusal.error.resource_id == "pool-none"

    def test_owner_goes_without_ids(self, caller, three):
        assert ids(describe_pools(caller, owner="SELF")) == three
        assert ids(describe_pools(caller, owner="SHARED")) == []
        with refused(ValidationException, "PARAMETERS_CANNOT_BE_USED_TOGETHER"):
            describe_pools(caller, owner="SELF", pool_ids=["pool-plain"])

    def test_another_accounts_pools_are_not_there(self, other_caller, three):
        assert ids(describe_pools(other_caller)) == []
        with refused(ResourceNotFoundException):
            describe_pools(other_caller, pool_ids=["pool-plain"])

    def test_a_region_without_pools(self, caller, settings):
        settings.CONSOLE_REGIONS_WITHOUT_POOLS = ["us-east-1"]
        with refused(ValidationException, "INVALID_REQUEST"):
            describe_pools(caller)

    def test_it_costs_one_query(self, caller, three, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert len(ids(describe_pools(caller))) == 3


IDENTIFIED = {
    "DescribePools": (PoolFactory, "pool_ids", "pool_id", "pool_arn"),
    "DescribePhoneNumbers": (
        PhoneNumberFactory,
        "phone_number_ids",
        "phone_number_id",
        "phone_number_arn",
    ),
    "DescribeSenderIds": (SenderIdFactory, "sender_ids", "sender_id", "sender_id_arn"),
    "DescribeOptOutLists": (
        OptOutListFactory,
        "opt_out_list_names",
        "opt_out_list_name",
        "opt_out_list_arn",
    ),
    "DescribeConfigurationSets": (
        ConfigurationSetFactory,
        "configuration_set_names",
        "configuration_set_name",
        "configuration_set_arn",
    ),
    "DescribeVerifiedDestinationNumbers": (
        VerifiedDestinationNumberFactory,
        "verified_destination_number_ids",
        "verified_destination_number_id",
        "verified_destination_number_arn",
    ),
}


class TestPages:
    @pytest.mark.parametrize("name", IDENTIFIED)
    def test_an_id_and_its_arn_are_the_same_request(self, caller, name):
        factory, argument, an_id, an_arn = IDENTIFIED[name]
        rows = factory.create_batch(3)

        def asked(attribute, rows):
            values = [getattr(row, attribute) for row in rows]
            is_pair = argument == "sender_ids"
            pairs = [{"SenderId": value, "IsoCountryCode": "GB"} for value in values]
            return {argument: pairs if is_pair else values}

        describe = verbs()[name]
        first = describe(caller, **asked(an_id, rows), max_results=2)
        second = describe(caller, **asked(an_arn, rows), max_results=2, next_token=first.next_token)
        assert (bool(first.next_token), second.next_token) == (True, None)
        with refused(ValidationException, "INVALID_NEXT_TOKEN"):
            describe(caller, **asked(an_arn, rows[:2]), next_token=first.next_token)

    def test_keywords_of_an_id_and_of_its_arn_are_the_same_request(self, caller):
        pool = PoolFactory()
        first = describe_keywords(caller, origination_identity=pool.pool_id, max_results=1)
        token = {"next_token": first.next_token}
        second = describe_keywords(caller, origination_identity=pool.pool_arn, max_results=1, **token)
        assert [row.keyword for page in (first, second) for row in page.keywords] == ["HELP", "STOP"]

    def test_pages_follow_without_gap_or_repeat(self, caller):
        now = PoolFactory().created_timestamp
        PoolFactory.create_batch(6, created_timestamp=now)
        found, token = [], None
        while True:
            answer = describe_pools(caller, max_results=2, next_token=token)
            found += ids(answer)
            token = answer.next_token
            if not token:
                break
        assert found == list(
            Pool.objects.order_by("created_timestamp", "pk").values_list("pool_id", flat=True)
        )

    def test_a_page_that_is_just_full_is_the_last(self, caller):
        PoolFactory.create_batch(2)
        assert describe_pools(caller, max_results=2).next_token is None

    def test_a_pool_that_was_deleted_meanwhile_does_not_move_the_next_page(self, caller):
        pools = PoolFactory.create_batch(4)
        token = describe_pools(caller, max_results=2).next_token
        pools[0].delete()
        assert ids(describe_pools(caller, next_token=token)) == [pool.pool_id for pool in pools[2:]]

    def test_a_hundred_is_the_default(self, caller):
        PoolFactory.create_batch(101)
        assert len(describe_pools(caller).pools) == 100

    def token(self, caller) -> str:
        PoolFactory.create_batch(3)
        return describe_pools(caller, max_results=1).next_token

    def test_a_token_is_for_the_same_parameters(self, caller):
        token = self.token(caller)
        with refused(ValidationException, "INVALID_NEXT_TOKEN"):
            describe_pools(caller, next_token=token, **by("two-way-enabled", "true"))
        assert len(describe_pools(caller, next_token=token, max_results=2).pools) == 2

    def test_a_token_is_for_the_same_operation(self, caller):
        token = self.token(caller)
        with refused(ValidationException, "INVALID_NEXT_TOKEN"):
            list_pool_origination_identities(caller, pool_id=Pool.objects.first().pool_id, next_token=token)

    def test_a_token_is_for_the_same_account(self, caller, other_caller):
        token = self.token(caller)
        with refused(ValidationException, "INVALID_NEXT_TOKEN"):
            describe_pools(other_caller, next_token=token)

    @pytest.mark.parametrize(
        "change", [str.upper, lambda t: t[:-1], lambda t: "x", lambda t: t + "==", lambda t: ":"]
    )
    def test_a_token_that_was_changed(self, caller, change):
        token = change(self.token(caller))
        with refused(ValidationException, "INVALID_NEXT_TOKEN"):
            describe_pools(caller, next_token=token)


class TestListPoolOriginationIdentities:
    @pytest.fixture
    def pool(self, caller):
        pool = PoolFactory(pool_id="pool-a")
        PhoneNumberFactory(pool=pool, phone_number_id="phone-us", number_capabilities=["SMS", "VOICE"])
        PhoneNumberFactory(pool=pool, phone_number_id="phone-gb", iso_country_code="GB")
        PoolSenderIdFactory(pool=pool, sender_id=SenderIdFactory(sender_id="BRAND", iso_country_code="GB"))
        return pool

    def listed(self, caller, **arguments):
        answer = list_pool_origination_identities(caller, pool_id="pool-a", **arguments)
        return [one.origination_identity for one in answer.origination_identities], answer

    def test_numbers_come_before_sender_ids(self, caller, pool):
        names, answer = self.listed(caller)
        assert names == ["phone-us", "phone-gb", "BRAND"]
        assert (answer.pool_id, answer.pool_arn) == ("pool-a", pool.pool_arn)
        number, *_, sender = answer.origination_identities
        assert number.phone_number.startswith("+1")
        assert not hasattr(sender, "phone_number")
        assert sender.number_capabilities == ["SMS"]

    @pytest.mark.parametrize(
        ("name", "values", "found"),
        [
            ("iso-country-code", ["GB"], ["phone-gb", "BRAND"]),
            ("number-capability", ["VOICE"], ["phone-us"]),
            ("number-capability", ["voice", "MMS", "SMS"], ["phone-us", "phone-gb", "BRAND"]),
        ],
    )
    def test_each_filter(self, caller, pool, name, values, found):
        assert self.listed(caller, **by(name, *values))[0] == found

    def test_a_capability_that_there_is_not(self, caller, pool):
        with refused(ValidationException, "INVALID_FILTER_VALUES"):
            self.listed(caller, **by("number-capability", "FAX"))

    def test_pages(self, caller, pool):
        names, answer = self.listed(caller, max_results=2)
        more, last = self.listed(caller, max_results=2, next_token=answer.next_token)
        assert (names + more, last.next_token) == (["phone-us", "phone-gb", "BRAND"], None)

    def test_another_accounts_pool_is_not_found(self, other_caller, pool):
        with refused(ResourceNotFoundException):
            self.listed(other_caller)

    def test_it_costs_three_queries(self, caller, pool, django_assert_num_queries):
        with django_assert_num_queries(3):
            self.listed(caller)
