"""Opted-out numbers, counted in AWS or looked up there when somebody asks: none of them is stored.

A long list is counted page by page, as it is its turn, so that nothing else waits for it; where it stands is in the
request's answer, so that another worker goes on from there.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from pools.models import SyncRequest
from pools.models.leases import NOBODYS
from pools.sync import limiter
from pools.sync.answering import close_request
from pools.sync.driving import DATABASE_TROUBLE, FAULT
from pools.sync.interruptions import TROUBLES, about_trouble
from pools.sync.leases import claim
from pools.sync.limiter import Lane
from pools.sync.looking import open_look_ups
from pools.sync.reading import EndlessListError, count_page, opted_out
from pools.sync.refusals import Sort
from pools.sync.remote import Refused, Remote
from pools.sync.remotes import NoRemote, Remotes
from pools.sync.state import OPT_OUT_LIST

logger = logging.getLogger(__name__)
OPERATION = "DescribeOptedOutNumbers"
HOLD_BACK = 1.0  # seconds


@dataclass
class LookUps:
    worker: str
    remotes: Remotes

    def one(self) -> bool:
        """Ask AWS once for the first request whose turn it is. Returns whether it was asked."""
        return any(map(self._go_on, open_look_ups()))

    def _go_on(self, request: SyncRequest) -> bool:
        link = request.link
        lane = Lane(link.account_id, link.region, OPERATION, link.share)
        row = SyncRequest.objects.filter(pk=request.pk, answered_timestamp=None)
        if not claim(row, self.worker):
            return False
        moment = time.monotonic()
        if limiter.take(lane, person=True):
            let_go(row)
            return False
        try:
            self._ask(request, row, self.remotes.of(link))
        except Refused as refused:
            if refused.refusal.sort() is Sort.TRANSIENT:
                limiter.hold_back(lane, HOLD_BACK)
                let_go(row)
            else:
                close(request, without_words(refused))
        except TROUBLES as error:
            close(request, without_words(error))
        except DATABASE_TROUBLE:
            raise
        except Exception:
            logger.exception("Request %s", request.pk)
            close(request, {"refused": [FAULT]})
        finally:
            limiter.answered(lane, moment)
        return True

    def _ask(self, request: SyncRequest, row: QuerySet, remote: Remote | NoRemote) -> None:
        name, number = request.about["opt_out_list"], request.about["number"]
        rows = request.link.mirrors.filter(kind=OPT_OUT_LIST, key=name).exclude(arn="")
        shown = rows.values_list("arn", flat=True).first() or name

        def ask(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
            return remote.call(operation, asked).wire

        if number:
            close(request, {"is_opted_out": opted_out(ask, shown, number)})
            return
        before, token = request.answer.get("counted", 0), request.answer.get("token", "")
        count, following = count_page(ask, shown, token)
        if following and following == token:
            raise EndlessListError(OPERATION)
        counted = {"counted": before + count}
        if following:
            let_go(row, answer=counted | {"token": following})
        else:
            close(request, counted)


def let_go(row: QuerySet, **columns: Any) -> None:
    row.update(**NOBODYS, **columns)


def close(request: SyncRequest, answer: dict[str, Any]) -> None:
    """The number goes with it."""
    SyncRequest.objects.filter(pk=request.pk).update(about=request.about | {"number": ""})
    close_request(request, answer)


def without_words(error: Exception) -> dict[str, Any]:
    """The trouble, and none of AWS's own words, which may name the number."""
    about = about_trouble(error)
    return {name: about[name] for name in ("trouble", "action") if about.get(name)}
