"""What a message costs here: stand-ins, so that limits and maximum prices can be tried. They are not AWS's prices.

AWS's price list changes by country, carrier and day. Only the price of one part to the United States is its own, from
the sample of an event in its guide.
"""

UNITS_PER_DOLLAR = 100_000
# What an account may spend in a month on each kind but texts, in US dollars: AWS's default, which nothing raises here.
OTHER_SPEND_LIMIT = 1
# By kind and price class, in units: of one part of a text, one media message, one minute of a call.
DOMESTIC, INTERNATIONAL = "DOMESTIC", "INTERNATIONAL"
UNITS = {
    ("TEXT", DOMESTIC): 581,
    ("TEXT", INTERNATIONAL): 5000,
    ("MEDIA", DOMESTIC): 1950,
    ("MEDIA", INTERNATIONAL): 10000,
    ("VOICE", DOMESTIC): 1300,
    ("VOICE", INTERNATIONAL): 20000,
}


def price_class(iso_country_code: str) -> str:
    return DOMESTIC if iso_country_code == "US" else INTERNATIONAL


def units(kind: str, iso_country_code: str, parts: int = 1) -> int:
    return UNITS[kind, price_class(iso_country_code)] * parts
