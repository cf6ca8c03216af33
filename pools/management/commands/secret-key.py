# ruff: noqa: N999 - the file's name is the command's.
"""manage.py secret-key rotate: what was sealed with another secret key is sealed with this one."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from pools.management.asking import at_a_terminal
from pools.management.database import DatabaseCommand
from pools.management.people import typed_secret
from pools.models import AccessKey, Seat
from pools.operations.engine.secret_box import seal_anew


class Command(DatabaseCommand):
    help = "Seals access keys with the secret key that is in use now."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="rotate")
        rotate = verbs.add_parser(
            "rotate",
            help="Seal anew what an old secret key sealed.",
            description="Seals access keys anew, all or none. The old secret key is read from --old-file, else from "
            "CONSOLE_OLD_SECRET_KEY, else it is asked for.",
        )
        rotate.add_argument(
            "--old-file",
            action="append",
            default=[],
            type=Path,
            metavar="FILE",
            help="a file with an old secret key; can be given more than once",
        )

    def handle(self, *, old_file: list[Path], **options) -> None:
        old_keys = old_secret_keys(old_file)
        with transaction.atomic():
            moved, total = rotate(old_keys)
        self.stdout.write(f"{moved} of {total} access keys were sealed anew; the others were already.")


def rotate(old_keys: set[str]) -> tuple[int, int]:
    """How many keys were sealed anew, of how many. Raises: CommandError where one opens with no key at all."""
    rows, changed, lost = list(AccessKey.objects.select_for_update().order_by("pk")), [], []
    for row in rows:
        sealed = seal_anew(row.encrypted_secret, old_keys)
        if sealed is None:
            lost.append(row.access_key_id)
        elif sealed != row.encrypted_secret:
            row.encrypted_secret = sealed
            changed.append(row)
    # All or none: a key that was passed over would be lost for good with the last copy of its old secret key.
    if lost:
        some = ", ".join(lost[:3]) + (", ..." if len(lost) > 3 else "")
        raise CommandError(
            f"Nothing was changed: {len(lost)} of {len(rows)} access keys ({some}) open neither with the old secret "
            "key nor with the one in use. Give every old key, or delete these access keys first."
        )
    AccessKey.objects.bulk_update(changed, ["encrypted_secret"], batch_size=500)
    rotate_sign_ins(old_keys)
    return len(changed), len(rows)


def rotate_sign_ins(old_keys: set[str]) -> None:
    """What no key opens is left: the learner's sheet is printed anew, with another password."""
    changed = []
    for seat in Seat.objects.select_for_update().order_by("pk"):
        sealed = seal_anew(seat.sealed_sign_in, old_keys)
        if sealed not in (None, seat.sealed_sign_in):
            seat.sealed_sign_in = sealed
            changed.append(seat)
    Seat.objects.bulk_update(changed, ["sealed_sign_in"], batch_size=500)


def old_secret_keys(files: list[Path]) -> set[str]:
    """The keys as given; of a file also without the line's end that an editor may have added."""
    texts = [read(path) for path in files]
    keys = {*texts, *(text.rstrip("\r\n") for text in texts)}
    if not keys:
        keys = {settings.CONSOLE_OLD_SECRET_KEY or typed()}
    if not all(key.strip() for key in keys):
        raise CommandError("The old secret key is empty.")
    return keys


def read(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise CommandError(f"The old secret key can't be read from {path}: {reason}.") from None


def typed() -> str:
    if not at_a_terminal():
        raise CommandError(
            "There is no terminal to ask for the old secret key. Use --old-file, or CONSOLE_OLD_SECRET_KEY."
        )
    return typed_secret("Old secret key: ")
