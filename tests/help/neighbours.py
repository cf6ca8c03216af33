"""The pages of what stands around pools, in the demo's account."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from pools.models import (
    Message,
    OptOutList,
    Pool,
    SenderId,
    User,
)
from pools.operations.class_practice import take_in_class
from pools.operations.classes import create_class
from pools.operations.engine.caller import caller_for
from tests.help import factories as make
from tests.help.states import State, demo

CLASS_PAGES = ("class", "class-sheet", "class-snapshots", "class-snapshot-take", "class-clock")


@dataclass
class Neighbours(State):
    """The demo's account, on what stands around its pools."""

    def pages(self) -> dict[str, str]:
        return self.account_wide() | self.list_pages() | self.set_pages()

    def account_wide(self) -> dict[str, str]:
        free = self.number.phone_number_id
        pools = Pool.objects.filter(account=self.account, region=self.region).order_by("pk")[:3]
        ids = "&".join(f"id={pool.pool_id}" for pool in pools)
        sender = SenderId.objects.filter(account=self.account, region=self.region, pool_links=None).first()
        named = (sender.sender_id, sender.iso_country_code)
        run = make.EditRunFactory(account=self.account, region=self.region)
        make.EditRunItemFactory(run=run, resource_id=pools[0].pool_id)
        return {
            "edits": self.url("edit-runs"),
            "edit run": self.url("edit-run", run.run_id),
            "resource policy": self.url("pool-policy", pools[0].pool_id),
            "edit pools": self.url("pool-edit", query=f"?{ids}"),
            "compare pools": self.url("compare", query=f"?{ids}"),
            "request sender ID": self.url("sender-id-request"),
            "add a sender ID to a pool": self.url("sender-id-add-to-pool", *named),
            "release sender ID": self.url("sender-id-release", query=f"?id={'/'.join(named)}"),
            "verified numbers": self.url("verified-number-list"),
            "quotas": self.url("quotas"),
            "set up": reverse("set-up", args=[self.account.account_id, "eu-central-1"]),
            "remove number": self.url("phone-number-remove", query=f"?id={free}"),
            "request phone number": self.url("phone-number-request"),
            "move to pool": self.url("phone-number-move", query=f"?id={free}"),
            **self.simulated(pools[0]),
        }

    def simulated(self, pool: Pool) -> dict[str, str]:
        sender = f"?from=pool/{pool.pool_id}"
        return {
            "simulator": self.url("simulator", query=f"{sender}&to=%2B14254147755"),
            "coverage": self.url("coverage", query=f"{sender}&country=US"),
            "messages": self.url("message-list", query=f"{sender}&to=%2B14254147755"),
            "message": self.url("message-detail", self.sent_message().message_id),
            "lessons": self.url("lesson-list"),
            "practice data": self.url("practice-data"),
            "lesson": self.url("lesson", "create-a-pool-with-a-sender-id"),
            **self.taught(),
        }

    def taught(self) -> dict[str, str]:
        """A class of one who is stuck and one who never came, with the windows that are pages of their own here."""
        trainer = caller_for(User.objects.get(username="demo"), self.account.account_id, self.region)
        row = create_class(trainer, name="Monday", learners=2, names=["Ana Ruiz"], is_empty=True)
        take_in_class(trainer, row, name="before exercise 3")
        User.objects.filter(learner__seat__of_class=row, learner__seat__number=1).update(
            last_login=timezone.now() - timedelta(minutes=9)
        )
        here = {name: self.url(name, row.class_id) for name in CLASS_PAGES}
        return {
            "classes": self.url("class-list"),
            "create class": self.url("class-create"),
            "learner": self.url("class-seat", row.class_id, 1),
            **here,
        }

    def sent_message(self) -> Message:
        """One of two parts, with an event that somebody is told of, and a sender that was chosen from two."""
        number = self.number
        verdict = {"origination_identity": number.phone_number_id, "label": number.label}
        verdict |= {"kind": number.number_type, "iso_country_code": "US"}
        return make.MessageFactory(
            account=self.account,
            region=self.region,
            message_body="Your order is on its way. " * 8,
            message_parts=2,
            message_encoding="GSM",
            price_class="DOMESTIC",
            origination_identity=number.phone_number_id,
            decision={
                "by": "ACCOUNT",
                "verdicts": [verdict, verdict | {"why": "order", "than": number.label}],
            },
            events=[["TEXT_DELIVERED", 1_700_000_000_000, True]],
            event_destinations=[["to-topic", "Sns", ["TEXT_DELIVERED"]]],
        )

    def list_pages(self) -> dict[str, str]:
        marketing = OptOutList.objects.get(
            account=self.account, region=self.region, opt_out_list_name="marketing"
        )
        number = marketing.opted_out_number_rows.first().opted_out_number
        spring = make.OptOutListFactory(account=self.account, opt_out_list_name="spring-sale")
        odd = [[1, "x", "", "refused", "not a number", "", 0]]
        read = make.OptOutImportFactory(
            opt_out_list=marketing, tallies={"refused": 1}, piece__outcome="refused", piece__lines=odd
        )
        cut = make.OptOutImportFactory(opt_out_list=spring, status="RUNNING", total=10, position=4, added=4)
        names = ("opt-out-list-detail", "opted-out-number-add", "opt-out-list-import", "opt-out-list-tags")
        return {
            "opt-out lists": self.url("opt-out-list-list"),
            "create opt-out list": self.url("opt-out-list-create"),
            **{name: self.url(name, "marketing") for name in names},
            "an import that was read": self.url("opt-out-import", "marketing", read.import_id),
            "an import that was cut": self.url("opt-out-import", "spring-sale", cut.import_id),
            "remove opted-out number": self.url(
                "opted-out-number-remove", "marketing", query="?" + urlencode({"id": number})
            ),
            "delete a list that is used": self.url("opt-out-list-delete", query="?id=marketing"),
            "delete a list": self.url("opt-out-list-delete", query="?id=spring-sale"),
        }

    def set_pages(self) -> dict[str, str]:
        row = make.ConfigurationSetFactory(
            account=self.account, configuration_set_name="events", default_sender_id="UNKNOWN"
        )
        make.EventDestinationFactory(configuration_set=row, event_destination_name="to-topic")
        return {
            "configuration sets": self.url("configuration-set-list"),
            "create configuration set": self.url("configuration-set-create"),
            "configuration set": self.url("configuration-set-detail", "events"),
            "add event destination": self.url("event-destination-add", "events"),
            "edit event destination": self.url("event-destination-edit", "events", "to-topic"),
            "remove event destination": self.url("event-destination-remove", "events", "to-topic"),
            "delete configuration set": self.url("configuration-set-delete", query="?id=events"),
        }


def neighbours() -> Neighbours:
    here = demo()
    return Neighbours(here.account, number=here.number)
