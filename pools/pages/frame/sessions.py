"""The session in the database. A request that only reads does not fail because its session cannot be kept."""

from functools import partial
from typing import Any

from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.http import HttpRequest

from pools.models.fast_reads.callers import session_data
from pools.operations.engine.bookkeeping import try_to


class SessionStore(db.SessionStore):
    """`writes`: the request may change something, so a session that cannot be kept is its failure."""

    writes = True

    def load(self) -> dict[str, Any]:
        """As Django's, by one of the reads that are written out: a page that asks again and again asks this first."""
        if not self.session_key:
            return {}
        data = session_data(self.session_key)
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    def save(self, must_create: bool = False) -> None:
        save = partial(super().save, must_create)
        if self.writes:
            save()
        else:
            try_to("keep a session as a page left it", save)

    def delete(self, session_key: str | None = None) -> None:
        delete = partial(super().delete, session_key)
        if self.writes:
            delete()
        else:
            try_to("drop a session that has ended", delete)


class SessionMiddleware(middleware.SessionMiddleware):
    """Even a page that is only read changes the session: it takes out a flash, or what sign-in carried to its form."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.writes = request.method not in ("GET", "HEAD")
