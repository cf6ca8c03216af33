"""What each country allows: sender IDs, two-way SMS, kinds of numbers and what they can do. Keyed by ISO code."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

# When AWS's table was read.
DATE = date(2026, 10, 1)
# AWS's table says that registration is required in these three, while its pages on each describe an
# unregistered sender ID as accepted (GB) or as shown with a scam warning (IE, SG): a warning, not a refusal.
WARN_ONLY_REGISTRATION = frozenset({"GB", "IE", "SG"})


@dataclass(frozen=True, slots=True)
class Country:
    """One row of the table. Codes without a row are destinations for which AWS publishes nothing."""

    iso_country_code: str
    name: str
    sender_id: Literal["yes", "no", "registration_required"]
    two_way: bool
    long_code: bool
    short_code: bool
    toll_free: bool
    international_sending: bool
    mms: bool
    voice: bool
    shared_routes: Literal["unavailable", "unknown"]
    e164_country_code: str
    world_region: str
    notes: str

    @property
    def label(self) -> str:
        """The country as a list of choices writes it, for example "India (IN)"."""
        return f"{self.name} ({self.iso_country_code})"

    @property
    def supports_sender_id(self) -> bool:
        """True where a sender ID can be used, registered or not."""
        return self.sender_id != "no"

    @property
    def requires_registration(self) -> bool:
        """True where an unregistered sender ID is refused."""
        return self.sender_id == "registration_required" and not self.warns_about_registration

    @property
    def warns_about_registration(self) -> bool:
        """True where an unregistered sender ID is accepted, yet may reach nobody under that name."""
        return self.iso_country_code in WARN_ONLY_REGISTRATION

    @property
    def lacks_shared_routes(self) -> bool:
        """True where AWS says that there are no shared routes; elsewhere it publishes nothing."""
        return self.shared_routes == "unavailable"


def _read(path: Path) -> dict[str, Country]:
    flags = ("two_way", "long_code", "short_code", "toll_free", "international_sending", "mms", "voice")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row | {flag: row[flag] == "yes" for flag in flags} for row in csv.DictReader(file)]
    return {row["iso_country_code"]: Country(**row) for row in rows}


COUNTRIES = _read(Path(__file__).with_name("countries.csv"))


def country(iso_country_code: str) -> Country | None:
    return COUNTRIES.get(iso_country_code)


@cache
def by_name() -> tuple[Country, ...]:
    return tuple(sorted(COUNTRIES.values(), key=lambda country: country.name))
