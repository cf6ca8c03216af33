"""States as the items of AWS's answers again, to see that nothing that came is lost."""

from datetime import datetime
from typing import Any

from pools import shapes
from pools.shapes import xform_name
from pools.sync.kinds import KINDS_READ
from pools.sync.state import SENDER_ID, State, plain


def item_of(state: State) -> dict[str, Any]:
    """The item that the state was read from; the order inside lists aside."""
    about = KINDS_READ[state.kind]
    names = {xform_name(member): member for member in shapes.service_model().shape_for(about.shape).members}
    item = {names[name]: value for name, value in (state.facts | state.settings).items() if name in names}
    item |= (
        {about.arn: state.arn, about.name: state.key} if state.kind != SENDER_ID else {about.arn: state.arn}
    )
    if state.status:
        item["Status"] = state.status
    if state.created:
        item["CreatedTimestamp"] = datetime.fromisoformat(state.created).timestamp()
    if state.event_destinations is not None:
        item["EventDestinations"] = [
            {"EventDestinationName": name, **rest} for name, rest in state.event_destinations.items()
        ]
    of_parts = ("OriginationIdentities", "Keywords")
    return plain(item | {name: value for name, value in state.unknown.items() if name not in of_parts})
