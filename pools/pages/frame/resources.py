"""What has a page of its own, a row a noun: what its addresses name it by, and its list."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model

from pools.models import ConfigurationSet, Message, OptOutList, PhoneNumber, Pool, Project, SenderId


@dataclass(frozen=True)
class Resource:
    """A thing with a page of its own, which the argument `key` of its addresses names.

    within: one more argument, where names are told apart by it. is_name: people chose it. Such a name may exist in any
    number of places.
    """

    key: str
    noun: str
    model: type[Model]
    page: str
    list: str
    list_name: str
    regional: bool = True
    within: str = ""
    is_name: bool = False

    def named(self, arguments: Mapping[str, str]) -> dict[str, str]:
        """What finds its rows, from the arguments of an address."""
        return {name: arguments[name] for name in (self.key, self.within) if name in arguments}

    @staticmethod
    def label(row: Model) -> str:
        return getattr(row, "label", None) or str(row)


RESOURCES = (
    Resource("pool_id", "pool", Pool, "pool-detail", "pool-list", "Pools"),
    Resource(
        "phone_number_id",
        "phone number",
        PhoneNumber,
        "phone-number-detail",
        "phone-number-list",
        "Phone numbers",
    ),
    Resource(
        "sender_id",
        "sender ID",
        SenderId,
        "sender-id-detail",
        "sender-id-list",
        "Sender IDs",
        within="iso_country_code",
    ),
    Resource(
        "opt_out_list_name",
        "opt-out list",
        OptOutList,
        "opt-out-list-detail",
        "opt-out-list-list",
        "Opt-out lists",
        is_name=True,
    ),
    Resource(
        "configuration_set_name",
        "configuration set",
        ConfigurationSet,
        "configuration-set-detail",
        "configuration-set-list",
        "Configuration sets",
        is_name=True,
    ),
    Resource("message_id", "message", Message, "message-detail", "message-list", "Messages"),
    Resource(
        "project_id", "project", Project, "sms-settings", "project-list", "All projects", regional=False
    ),
)
