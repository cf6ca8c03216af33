"""What a worker does besides runs: requests and saves, as soon as they come; checks, when they are due."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from pools.models import AwsLink, RunKind, RunStatus, SyncRequest, SyncRequestKind
from pools.models.request_turns import FromNow
from pools.operations.from_aws.naming import aws_caller
from pools.operations.syncing.runs import add_run
from pools.sync.answering import carry_out, close_request
from pools.sync.asking import Asker, Stopped
from pools.sync.driving import DATABASE_TROUBLE, FAULT
from pools.sync.interruptions import TROUBLES, about_trouble, note_trouble
from pools.sync.leases import LeaseLost, claim, lease
from pools.sync.looking import UNCONFIRMED_FOR, Look, open_requests
from pools.sync.mirror_rows import refs_of
from pools.sync.mirroring import compare_and_store
from pools.sync.refreshing import read_again
from pools.sync.remotes import Remotes
from pools.sync.testing import carry_out_test

logger = logging.getLogger(__name__)
# Saves that are compared at once, so that none waits long for the database.
SOME = 200
# So long nothing is done for a link in which something went wrong that nobody waits for.
LEFT_ALONE_FOR = 600.0  # seconds


@dataclass
class Errands:
    """go_on: as of the worker, asked between requests to AWS."""

    worker: str
    go_on: Callable[[], bool]
    remotes: Remotes = field(default_factory=Remotes)
    is_out: bool = field(default=False, init=False)
    troubled: dict[int, float] = field(default_factory=dict, init=False)

    def for_people(self, seen: Look) -> bool:
        """One request, or some saves. Returns whether anything was done; nothing while it is at it already."""
        if self.is_out:
            return False
        self.is_out = True
        try:
            return (seen.asked and self.answer_one()) or any(map(self.compare_saves, seen.with_dirty))
        finally:
            self.is_out = False

    def answer_one(self) -> bool:
        """The oldest; of an account and Region one at a time."""
        places = set()
        for request in open_requests():
            place = request.account_id, request.region
            if place not in places and claim(SyncRequest.objects.filter(pk=request.pk), self.worker):
                self.answer(request)
                return True
            places.add(place)
        return False

    def answer(self, request: SyncRequest) -> None:
        try:
            if request.kind == SyncRequestKind.TEST:
                carry_out_test(request)
            else:
                carry_out(request)
        except AwsLink.DoesNotExist:
            logger.info("Request %s is of a link that is gone.", request.pk)
        except DATABASE_TROUBLE:
            raise
        except Exception:
            # A fault of ours: whoever asked is told, and what others asked is done.
            logger.exception("Request %s", request.pk)
            close_request(request, {"refused": [FAULT]})

    def compare_saves(self, link_id: int) -> bool:
        if self.is_troubled(link_id):
            return False
        try:
            link = AwsLink.objects.get(pk=link_id)
            rows = link.dirty_keys.order_by("pk")[:SOME]
            if refs := refs_of(link, rows):
                compare_and_store(link, {}, refs)
            return bool(refs)
        except AwsLink.DoesNotExist:
            return False
        except DATABASE_TROUBLE:
            raise
        except Exception:
            logger.exception("Saves of link %s", link_id)
            self.troubled[link_id] = time.monotonic()
            return False

    def by_time(self, seen: Look) -> bool:
        """What nobody waits for."""
        return any(map(add_check, seen.due)) or any(map(self.read_unconfirmed, seen.unconfirmed))

    def read_unconfirmed(self, link_id: int) -> bool:
        """What a comparison left open, where no run came to read it again."""
        if self.is_troubled(link_id):
            return False
        held = lease(self.worker, AwsLink.objects.filter(pk=link_id))
        if held is None:
            return False

        def go_on() -> bool:
            held.keep_while_waiting()
            return self.go_on()

        try:
            link = AwsLink.objects.select_related("account").get(pk=link_id)
            ask = Asker(self.remotes.of(link), link.account_id, share=link.share, go_on=go_on)
            read_again(ask, link, last_seen=UNCONFIRMED_FOR)
            return True
        except (Stopped, LeaseLost, AwsLink.DoesNotExist):
            return False
        except TROUBLES as error:
            note_trouble(link_id, about_trouble(error))
            self.troubled[link_id] = time.monotonic()
            return False
        finally:
            held.let_go()

    def is_troubled(self, link_id: int) -> bool:
        return time.monotonic() - self.troubled.get(link_id, float("-inf")) < LEFT_ALONE_FOR


def add_check(link_id: int) -> bool:
    """Begin the check that is due, unless everything is being read, or that waits for a person."""
    with transaction.atomic():
        rows = AwsLink.objects.select_for_update(no_key=True).filter(
            pk=link_id, next_check_timestamp__lte=FromNow()
        )
        link = rows.first()
        if link is None:
            return False
        again = FromNow(link.check_every) if link.check_every else None
        AwsLink.objects.filter(pk=link_id).update(next_check_timestamp=again)
        if not link.imported_timestamp or link.runs.readings().going_on().exists():
            return False
        add_run(aws_caller(link.account, link.region), link, RunKind.CHECK, RunStatus.QUEUED)
        return True
