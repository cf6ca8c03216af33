"""ClientTokens: a request that is sent again within a day gets its first answer again."""

from datetime import timedelta
from typing import Any

from pools import shapes
from pools.errors import (
    ConflictException,
)
from pools.models import (
    ClientToken,
)
from pools.operations.engine.caller import Caller
from pools.refusals import TokenUsed

TOKEN_LIFE = timedelta(hours=24)


def claim_token(caller: Caller, name: str, request: dict[str, Any]) -> ClientToken | None:
    """The row of the request's ClientToken: with a result where the same request was answered before.

    Made before the work, so that of two equal requests at once the second waits on the unique index.
    """
    if "ClientToken" not in request:
        return None
    key = {"account": caller.account, "region": caller.region, "operation": name}
    now, parameters = caller.now, shapes.digest(request)
    # An old one that another act is dropping too is passed over: that act may be waiting for a lock of this one.
    old = ClientToken.objects.filter(**key, created_timestamp__lt=now - TOKEN_LIFE)
    ClientToken.objects.filter(pk__in=old.select_for_update(skip_locked=True).values("pk")).delete()
    token, _ = ClientToken.objects.get_or_create(
        **key,
        client_token=request["ClientToken"],
        defaults={"parameters": parameters, "created_timestamp": now},
    )
    # A token that comes with another request is a program's mistake, which the first answer would hide.
    if token.parameters != parameters:
        raise ConflictException("RESOURCE_ALREADY_EXISTS", about=TokenUsed(token.result))
    return token
