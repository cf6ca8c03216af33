"""`manage.py sync look-up`: who is opted out in AWS, counted or looked up there."""

from pools.management.sync import standing
from pools.management.sync.acts import Done
from pools.management.sync.place import SyncPlace
from pools.management.sync.progress import Progress
from pools.management.sync.troubled import why
from pools.management.sync.working import answered
from pools.models import SyncRequest
from pools.operations.syncing.asking import look_up_opt_outs


def look_up(place: SyncPlace, opt_out_list: str, number: str, *, quiet: bool) -> Done:
    """number: "" to count them all, a hundred at a time."""
    request = look_up_opt_outs(place.caller(), opt_out_list=opt_out_list, number=number)
    said = waited_for(request, Progress("Counting", quiet=quiet)).answer
    document = {"opt_out_list": opt_out_list, **said}
    if said.get("trouble"):
        sentence = why(request.link, said)
        return Done(document | {"error": sentence}, [sentence], standing.FAILED)
    if "counted" in said:
        are = "number is" if said["counted"] == 1 else "numbers are"
        return Done(document, [f"{said['counted']:,} {are} on opt-out list {opt_out_list} in AWS."])
    on = "on" if said["is_opted_out"] else "not on"
    return Done(document, [f"The number is {on} opt-out list {opt_out_list} in AWS."])


def waited_for(request: SyncRequest, progress: Progress) -> SyncRequest:
    rows = SyncRequest.objects.filter(pk=request.pk)
    try:
        return answered(request, lambda: progress.show(rows.get().answer.get("counted", 0), None))
    finally:
        progress.end()
