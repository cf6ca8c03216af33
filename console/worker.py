"""gunicorn's worker process for the console: gunicorn starts, watches and replaces it; waitress serves in it."""

import os
import resource
import sys
import time
from collections.abc import Sequence

from gunicorn.workers.base import Worker as BaseWorker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from console.connections import ROOM, Server
from console.receiving import limits

MOST_CONNECTIONS = 1000
FILES_EACH = 2  # its socket, and the file that is sent or holds a long answer
OTHER_FILES = 64  # the database, the log
SHORT_END, PATIENCE = 2, 1  # seconds


class Worker(BaseWorker):
    """One thread receives and sends for all connections; others work on requests that are complete."""

    servers: Sequence[Server] = ()
    until = 0.0  # When what is still being answered is left, once the end has come.

    def run(self) -> None:
        # Else the receiving thread waits 5 ms for the interpreter lock, several times a request.
        sys.setswitchinterval(0.0005)
        self.channels: dict[int, wasyncore.dispatcher] = {}
        self.threads, self.sign_ins = ThreadedTaskDispatcher(), ThreadedTaskDispatcher()
        self.threads.set_thread_count(self.cfg.threads)
        # One: those who sign in take turns, and the other threads stay free for pages.
        self.sign_ins.set_thread_count(1)
        adjustments = Adjustments(connection_limit=connection_limit(), **limits())
        self.servers = [self.server(listener.sock, adjustments) for listener in self.sockets]
        # A master that was killed can tell nobody to stop; its workers see it by their new parent.
        while self.alive and os.getppid() == self.ppid:
            self.turn(1)
        self.finish()
        # To take the interpreter apart would first copy all the memory that is shared with the master: a second.
        os._exit(0)

    def server(self, listener, adjustments: Adjustments) -> Server:
        where = (listener.family, listener.type, listener.proto, listener.getsockname())
        made = Server(
            self.wsgi,
            map=self.channels,
            _sock=listener,
            dispatcher=self.threads,
            adj=adjustments,
            sockinfo=where,
            bind_socket=False,
        )
        made.sign_ins = self.sign_ins
        made.server_name = f"[{made.effective_host}]" if ":" in made.effective_host else made.effective_host
        return made

    def turn(self, timeout: float) -> None:
        self.notify()
        wasyncore.loop(timeout, use_poll=True, map=self.channels, count=1)

    def handle_exit(self, sig: int, frame: object) -> None:
        # A second before gunicorn kills the process.
        self.end_within(self.cfg.graceful_timeout - 1)

    def handle_quit(self, sig: int, frame: object) -> None:
        """Ctrl-C's: somebody waits for the end."""
        self.end_within(SHORT_END)

    def end_within(self, seconds: float) -> None:
        self.alive, self.until = False, time.monotonic() + seconds
        # Wakes the loop, which would wait for a client or for the second to pass.
        for server in self.servers[:1]:
            server.pull_trigger()

    def finish(self) -> None:
        """Answer what has been sent whole, to who reads it; then leave, whoever else is connected."""
        for server in self.servers:
            server.del_channel()
            server.socket.close()
        self.turn(0.1)
        while time.monotonic() < self.until:
            channels = [one for server in self.servers for one in list(server.active_channels.values())]
            answered = [one for one in channels if one.is_being_answered(PATIENCE)]
            if not answered:
                return
            for one in channels:
                if one not in answered:
                    one.drop()
            self.turn(0.1)


def connection_limit() -> int:
    """As many connections as there may be files open, with some to spare; the soft limit is raised for it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_EACH * MOST_CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max((soft - OTHER_FILES) // FILES_EACH, ROOM + 1)
    return MOST_CONNECTIONS
