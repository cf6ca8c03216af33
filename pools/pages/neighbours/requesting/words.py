"""Why a country has no numbers of a type, or with a capability or message type."""

from pools.pages.kit.words import labels
from pools.reference import countries, phone_numbers

# A 10DLC number belongs to a registered campaign, and there are no registrations here.
TYPES = ("LONG_CODE", "TEN_DLC", "TOLL_FREE", "SIMULATOR")
ABOUT_TYPES = {
    "LONG_CODE": "A number like those of people.",
    "TEN_DLC": "A long code for messages of a registered campaign.",
    "TOLL_FREE": "Free to call. Pending until it is registered.",
    "SIMULATOR": "For tests, without a registration.",
}
NO_CAMPAIGN = "10DLC numbers need a registered campaign. This console has none."
ONLY_TRANSACTIONAL = "Simulator numbers are Transactional only."
NOT_OFFERED = "Not offered for this type in {}."


def why_no_country(iso_country_code: str) -> str:
    if phone_numbers.has_numbers(iso_country_code):
        return ""
    country = countries.COUNTRIES[iso_country_code]
    instead = " Sender IDs work there." if country.supports_sender_id else ""
    return f"No numbers to be had in {country.label}.{instead}"


def why_no_type(iso_country_code: str, number_type: str) -> str:
    """iso_country_code: "" while none is chosen."""
    if number_type == "TEN_DLC" and iso_country_code in ("", "US"):
        return NO_CAMPAIGN
    if not iso_country_code or phone_numbers.is_offered(iso_country_code, number_type):
        return ""
    kind = labels.number_type(number_type)
    if number_type in phone_numbers.FACTS["only_in_the_united_states"]:
        return f"{kind} numbers exist only in the United States (US)."
    return f"{kind} numbers aren't offered in {labels.country_name(iso_country_code)}."


def why_no_capability(iso_country_code: str, capability: str) -> str:
    if not iso_country_code or capability in phone_numbers.capabilities(iso_country_code):
        return ""
    return NOT_OFFERED.format(labels.country_name(iso_country_code))


def why_no_message_type(number_type: str, message_type: str) -> str:
    return "" if phone_numbers.takes(number_type, message_type) else ONLY_TRANSACTIONAL


def none_left(iso_country_code: str, number_type: str) -> str:
    kind = labels.number_type(number_type)
    return f"No {kind} numbers are left in {labels.country_name(iso_country_code)}. Choose another type."
