"""Why an identity does not fit a pool, a sentence for each setting that differs."""

from pools.models import PhoneNumber, SenderId
from pools.operations.rules.matching import can_change
from pools.pages.kit.words.labels import country_name, value_of
from pools.pages.kit.words.mismatches import difference, differing_keywords
from pools.refusals import Mismatch


def misfit(identity: PhoneNumber | SenderId, mismatch: Mismatch) -> str:
    if mismatch.setting == "message_type":
        return f"Message type is {value_of('message_type', mismatch.theirs)} and can't be changed."
    if mismatch.setting == "number_capabilities":
        return "It can't send SMS."
    if mismatch.setting == "keywords":
        return f"Keywords differ: {differing_keywords(mismatch)}."
    if not can_change(identity, mismatch):
        return f"Two-way SMS isn't available in {country_name(identity.iso_country_code)}, the pool uses On."
    return f"{difference(mismatch)}."
