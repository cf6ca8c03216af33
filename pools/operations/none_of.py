"""What nobody has here: the operations that only read of it answer as in an account that has none.

Registrations, protect and notify configurations, and RCS agents. What AWS itself has of them (definitions of
registrations, templates, countries) is not here either. An operation that would change one of them is not here at all.
"""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from pools import shapes
from pools.errors import ResourceNotFoundException
from pools.operations.engine.caller import Caller
from pools.operations.engine.describing import ids_in, must_not_be_together, paged
from pools.operations.engine.finding import resource_of
from pools.operations.engine.verb import reading_as


class NoneOf(NamedTuple):
    """An operation, the kind of resource that a request may name, and the member that names it or several of it."""

    operation: str
    kind: str = ""
    member: str = ""


NONE_OF = (
    NoneOf("DescribeNotifyConfigurations", "notify-configuration", "NotifyConfigurationIds"),
    NoneOf("DescribeNotifyTemplates", "notify-template", "TemplateIds"),
    NoneOf("DescribeProtectConfigurations", "protect-configuration", "ProtectConfigurationIds"),
    NoneOf("DescribeRcsAgentCountryLaunchStatus", "rcs-agent", "RcsAgentId"),
    NoneOf("DescribeRcsAgents", "rcs-agent", "RcsAgentIds"),
    NoneOf("DescribeRegistrationAttachments", "registration-attachment", "RegistrationAttachmentIds"),
    NoneOf("DescribeRegistrationFieldDefinitions"),
    NoneOf("DescribeRegistrationFieldValues", "registration", "RegistrationId"),
    NoneOf("DescribeRegistrationSectionDefinitions"),
    NoneOf("DescribeRegistrationTypeDefinitions"),
    NoneOf("DescribeRegistrationVersions", "registration", "RegistrationId"),
    NoneOf("DescribeRegistrations", "registration", "RegistrationIds"),
    NoneOf("GetProtectConfigurationCountryRuleSet", "protect-configuration", "ProtectConfigurationId"),
    NoneOf("ListNotifyCountries"),
    NoneOf(
        "ListProtectConfigurationRuleSetNumberOverrides", "protect-configuration", "ProtectConfigurationId"
    ),
    NoneOf("ListRegistrationAssociations", "registration", "RegistrationId"),
)


def reader(row: NoneOf) -> Callable:
    names = {member: name for name, member in shapes.members(row.operation).items()}

    def read(caller: Caller, **arguments: Any) -> SimpleNamespace:
        """Nothing, as there is none of it.

        Raises: ResourceNotFoundException (whatever is named); ValidationException INVALID_ARN, INVALID_NEXT_TOKEN,
                PARAMETERS_CANNOT_BE_USED_TOGETHER. Source: the operation's page in the API reference (2022-03-31).
        """
        given = arguments.get(names.get(row.member))
        must_not_be_together(arguments.get("owner"), given, row.member)
        ids = ids_of(caller, row, given)
        # No token is ever given out, so whatever comes as one is refused.
        paged(caller, (), row.operation, next_token=arguments.get("next_token"), max_results=None)
        if ids:
            raise ResourceNotFoundException(resource_type=row.kind, resource_id=ids[0])
        return shapes.nothing(row.operation, arguments)

    return read


def ids_of(caller: Caller, row: NoneOf, given: str | Sequence[str] | None) -> list[str]:
    """The IDs that a request names, of which there is none."""
    if isinstance(given, str):
        return [resource_of(caller, given, row.kind, member=row.member)[1]]
    return ids_in(caller, given, row.kind, row.member)


for each in NONE_OF:
    reading_as(each.operation, reader(each))
