"""manage.py sync link, unlink, refresh, plan, apply, status, resolve, look-up, work: the sync without a browser."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError, CommandParser

from pools.errors import ServiceError
from pools.management.asking import answer, at_a_terminal, must_agree
from pools.management.commands.quota import find_region
from pools.management.database import DatabaseCommand
from pools.management.people import find_account
from pools.management.sync import acts
from pools.management.sync.opt_outs import look_up
from pools.management.sync.place import PATTERN, SyncPlace
from pools.management.sync.words import refusal_sentence

PARENT_EVERY = 0.5  # seconds


class Command(DatabaseCommand):
    help = (
        "Links an account and Region to AWS and keeps both the same. Exit codes: 0 nothing to do, 2 differences, "
        "3 conflicts, 1 failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        names = "link|unlink|refresh|plan|apply|status|resolve|look-up|work"
        verbs = parser.add_subparsers(dest="verb", required=True, metavar=names)
        link = verbs.add_parser(
            "link", help="Test the connection, link the account, and import what AWS has."
        )
        link.add_argument("--profile", default="", help="of the AWS files; else what boto3 finds by itself")
        unlink = verbs.add_parser("unlink", help="Unlink it. Nothing is changed in AWS.")
        unlink.add_argument("--yes", action="store_true", help="do not ask")
        refresh = verbs.add_parser("refresh", help="Read everything from AWS.")
        plan = verbs.add_parser("plan", help="Show what would be sent to AWS. Nothing is sent.")
        apply = verbs.add_parser("apply", help="Make a plan and send it; waits for the end.")
        apply.add_argument("--yes", action="store_true", help="do not ask")
        apply.add_argument("--allow-destroy", action="store_true", help="also delete and disassociate in AWS")
        apply.add_argument("--plan", type=int, metavar="N", help="a plan that was made before")
        status = verbs.add_parser("status", help="Show what differs, as far as it is known.")
        resolve = verbs.add_parser("resolve", help="Answer conflicts, all or those of some resources.")
        side = resolve.add_mutually_exclusive_group(required=True)
        side.add_argument(
            "--ours", action="store_true", help="keep what is here: it becomes a pending change"
        )
        side.add_argument("--theirs", action="store_true", help="take what AWS has")
        look_up = verbs.add_parser(
            "look-up",
            help="Count who is opted out on a list in AWS, or look a number up. Nothing of it is stored.",
        )
        look_up.add_argument("opt_out_list", metavar="LIST", help="the name of the opt-out list")
        look_up.add_argument("number", nargs="?", default="", metavar="NUMBER", help="else all are counted")
        for verb in (plan, apply, resolve):
            verb.add_argument("resources", nargs="*", metavar="RESOURCE", help=f"{PATTERN}; else all")
        for verb in (link, unlink, refresh, plan, apply, status, resolve, look_up):
            verb.add_argument("--account", required=True, metavar="ID", help="the account's ID")
            verb.add_argument("--region", required=True, help="the Region's code")
            verb.add_argument("--json", action="store_true", help="one JSON document on standard output")
        work = verbs.add_parser(
            "work", help="Do what is asked of the sync, until stopped. bin/run keeps one."
        )
        work.add_argument("--once", action="store_true", help="do what there is to do now, then end")
        work.add_argument("--parent", type=int, metavar="PID", help="end as soon as this is not the parent")

    def handle(self, *, verb: str, **options: Any) -> None:
        if verb == "work":
            work_until_stopped(once=options["once"], parent=options["parent"])
            return
        place = SyncPlace(find_account(options["account"]), find_region(options["region"]))
        as_json = options["json"]
        try:
            done = self.act(place, verb, options)
        except ServiceError as error:
            said = refusal_sentence(error, place.account.pk, place.region)
            if not as_json:
                raise CommandError(said) from error
            why = getattr(error.about, "why", error.code)
            done = acts.Done({"error": {"why": why, "message": said}}, (), code=1)
        self.tell(done, as_json=as_json)

    def act(self, place: SyncPlace, verb: str, options: dict[str, Any]) -> acts.Done:
        quiet = options["json"]
        if verb == "link":
            return acts.link(place, options["profile"], quiet=quiet)
        if verb == "unlink":
            place.link()
            must_agree(yes=options["yes"])
            return acts.unlink(place)
        if verb == "refresh":
            return acts.refresh(place, quiet=quiet)
        if verb == "status":
            return acts.status(place)
        if verb == "plan":
            return acts.plan(place, options["resources"], quiet=quiet)
        if verb == "resolve":
            return acts.resolve(place, options["resources"], ours=options["ours"])
        if verb == "look-up":
            return look_up(place, options["opt_out_list"], options["number"], quiet=quiet)
        wish = acts.Wish(options["resources"], options["plan"], options["allow_destroy"], quiet)
        return acts.apply(place, wish, self.confirming(yes=options["yes"]))

    def confirming(self, *, yes: bool) -> Callable[[list[str]], None]:
        """Shows the plan to who is at the terminal, and asks for the word that the page asks for."""

        def confirm(lines: list[str]) -> None:
            if yes:
                return
            if not at_a_terminal():
                raise CommandError(
                    "There is no terminal to ask whether to apply. Nothing was sent; --yes applies."
                )
            self.stderr.write("\n".join(lines))
            if answer('To confirm, enter "apply": ').lower() != "apply":
                raise CommandError("Nothing was sent.")

        return confirm

    def tell(self, done: acts.Done, *, as_json: bool) -> None:
        lines = [json.dumps(done.document, indent=1, ensure_ascii=False)] if as_json else done.lines
        for line in lines:
            self.stdout.write(line)
        if done.code:
            sys.exit(done.code)


def work_until_stopped(*, once: bool, parent: int | None) -> None:
    """SIGTERM, Ctrl-C and a closed terminal end it after the step in hand, and so does the end of the parent."""
    # Not at the top: boto3, which it needs, takes a second that no other verb does.
    from pools.sync.worker import work

    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # As `nohup` has the end of a terminal ignored.
        if signal.getsignal(one) != signal.SIG_IGN:
            signal.signal(one, lambda *_: stop.set())
    if parent is not None:
        threading.Thread(target=end_with_parent, args=(parent, stop), daemon=True).start()
    work(stop, once=once)


def end_with_parent(parent: int, stop: threading.Event) -> None:
    """One that was killed can tell nobody to stop: its children have another parent then."""
    while not stop.wait(PARENT_EVERY):
        if os.getppid() != parent:
            stop.set()
