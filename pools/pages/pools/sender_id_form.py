"""The fields of a sender ID that is typed: the account gets it where it has none like it."""

from functools import partial
from typing import ClassVar

from pools.errors import refusals_of
from pools.operations.associations import holds_sender_id
from pools.operations.engine.caller import Caller
from pools.operations.sender_ids import must_be_usable_in, must_have_letter
from pools.pages.kit import country_fields, fields


class SenderIdForm(fields.Form):
    # The members of a request that an operation can refuse, and the fields that they are typed in.
    members: ClassVar = {"SenderId": "sender_id", "IsoCountryCode": "iso_country_code"}

    sender_id = fields.sender_id()
    iso_country_code = country_fields.sender_id_country()
    registered = fields.registered()

    def accepts(self, caller: Caller, message_type: str) -> bool:
        """Whether it can go to the operation; the operation's own rules are asked, so that all errors show at once."""
        self.is_valid()
        given = self.cleaned_data
        name, country = given.get("sender_id", ""), given.get("iso_country_code", "")
        rules = []
        if country:
            rules.append(partial(must_be_usable_in, country, registered=given["registered"]))
        if name:
            # India lets most through: until a country is chosen, it may be the one.
            rules.append(partial(must_have_letter, name, country or "IN", [message_type]))
        refusals = refusals_of(*rules)
        # What the account has is not requested again.
        if refusals and not (name and country and holds_sender_id(caller, name, country)):
            for error in refusals:
                self.blame(error, self.members)
        return not self.errors
