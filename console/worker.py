"""gunicorn's worker process for the console: gunicorn starts, watches and replaces it; waitress serves in it."""

import os
import resource
import sys
import time

from gunicorn.workers.base import Worker as BaseWorker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.task import ThreadedTaskDispatcher

from console.receiving import Server, limits

MOST_CONNECTIONS = 1000
OTHER_FILES = 64  # the database, the log, static files


class Worker(BaseWorker):
    """One thread receives and sends for all connections; others work on requests that are complete."""

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
        super().handle_exit(sig, frame)
        # Wakes the loop, which would wait for a client or for the second to pass.
        self.servers[0].pull_trigger()

    def finish(self) -> None:
        """Answer what has been sent whole; then leave, whoever else is connected."""
        for server in self.servers:
            server.del_channel()
            server.socket.close()
        # A second before gunicorn kills the process.
        until = time.monotonic() + self.cfg.graceful_timeout - 1
        self.turn(0.1)
        while time.monotonic() < until:
            busy = False
            for server in self.servers:
                for channel in list(server.active_channels.values()):
                    if channel.requests or channel.total_outbufs_len:
                        busy = True
                    else:
                        channel.will_close = True
            if not busy:
                return
            self.turn(0.1)


def connection_limit() -> int:
    """As many connections as there may be files open, with some to spare; the soft limit is raised for it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(soft - OTHER_FILES, 1)
    return MOST_CONNECTIONS
