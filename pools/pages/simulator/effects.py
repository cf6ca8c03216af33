"""What a reply brought about, as the phone tells it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pools.models import Message, PhoneNumber
from pools.models.identities import international
from pools.operations.engine.caller import Caller, Permission
from pools.operations.publications import HOST_NOT_ALLOWED, NO_ANSWER, NO_TOPIC
from pools.operations.rules.inbound import Effect
from pools.pages.kit.places import to

EFFECTS = {
    Effect.OPTED_OUT: "{phone} is on opt-out list {list}.",
    Effect.OPTED_IN: "{phone} isn't on opt-out list {list}.",
    Effect.ANSWERED: "Keyword {keyword} answered.",
    Effect.NOTHING: "No keyword matches, so nothing was answered.",
    Effect.SELF_MANAGED: "Self-managed opt-outs are on: {keyword} was only published. Your program must act.",
    Effect.CARRIER: "Carriers answer {keyword} on US toll-free numbers.",
}
# Of those, where the reply was what did it.
MOVED = {
    Effect.OPTED_OUT: "{phone} was added to opt-out list {list}.",
    Effect.OPTED_IN: "Removed from opt-out list {list}.",
}
LATE = " It acts at {:%H:%M:%S %Z}, as the test settings say; until then messages still go out."
MOVING = (Effect.OPTED_OUT, Effect.OPTED_IN)
NOT_PUBLISHED = {
    NO_ANSWER: "{endpoint} didn't answer as SNS does.",
    HOST_NOT_ALLOWED: "the console may not publish to {endpoint}. Whoever runs it sets CONSOLE_SNS_HOSTS.",
    NO_TOPIC: "the channel is no SNS topic.",
}


class EffectBox(NamedTuple):
    """kind: of the alert. lead: what happened, text: what that means. links: texts and addresses."""

    kind: str
    lead: str
    text: str
    links: Sequence[tuple[str, str]]
    published: str = ""
    # Of an account that is linked to AWS: its own opt-out lists don't have it.
    is_simulated: bool = False

    @property
    def words(self) -> str:
        return " ".join(filter(None, [self.lead, self.text]))


def effect_box(
    caller: Caller, reply: Message, receiver: PhoneNumber | None, opt_in_word: str, acts: datetime | None
) -> EffectBox:
    """receiver: the number that takes replies now, if they are about the same list, and opt_in_word what opts in there.
    acts: when, if it's late."""
    decision = reply.decision
    effect, is_simulated = Effect(decision["effect"]), decision["effect"] in MOVING and decision["simulated"]
    texts = {
        Effect.OPTED_OUT: refused_until(receiver, opt_in_word),
        Effect.OPTED_IN: "Messages are sent again.",
    }
    links = [("View JSON", to(caller, "message-detail", reply.message_id))] if "published" in decision else []
    if effect in MOVING and not is_simulated:
        links.insert(0, ("View list", to(caller, "opt-out-list-detail", decision["opt_out_list_name"])))
    if (
        effect == Effect.OPTED_OUT
        and receiver
        and not opt_in_word
        and caller.may(Permission.CHANGE_RESOURCES)
    ):
        links.insert(0, ("Add START", keywords_url(caller, receiver)))
    return EffectBox(
        "warning" if effect == Effect.OPTED_OUT else "info",
        effect_in_words(reply.destination_phone_number, decision),
        texts.get(effect, "") + (LATE.format(acts) if acts else ""),
        links,
        published_in_words(decision),
        is_simulated,
    )


def refused_until(receiver: PhoneNumber | None, opt_in_word: str) -> str:
    if opt_in_word:
        return f"The next message is refused until it replies {opt_in_word}."
    if receiver is None:
        return "The next message is refused."
    owner = "pool" if receiver.pool else "number"
    return f"The next message is refused. No keyword of this {owner} opts in."


def keywords_url(caller: Caller, number: PhoneNumber) -> str:
    """Where the keywords that the number answers to are changed."""
    if number.pool:
        return to(caller, "pool-detail", number.pool.pool_id) + "#keywords"
    return to(caller, "phone-number-detail", number.phone_number_id) + "#keywords"


def effect_in_words(phone: str, decision: Mapping[str, Any]) -> str:
    is_new = decision.get("moved") or decision.get("simulated")
    texts = EFFECTS | (MOVED if is_new else {})
    return texts[Effect(decision["effect"])].format(
        phone=international(phone), list=decision["opt_out_list_name"], keyword=decision["keyword"]
    )


def published_in_words(decision: Mapping[str, Any]) -> str:
    """Without an endpoint in the test settings, what would be published is only shown."""
    channel, outcome = decision.get("two_way_channel_arn", ""), decision.get("publication")
    if not channel or outcome is None:
        return f"Published to {channel}." if channel else ""
    code, endpoint = outcome.get("code"), outcome["endpoint_url"]
    if not code:
        return f"Published to {channel} at {endpoint}."
    why = NOT_PUBLISHED.get(code, "{endpoint} answered {code}: {message}").format(
        endpoint=endpoint, code=code, message=outcome["message"]
    )
    return f"Could not be published: {why}"
