"""`python -m tests.help.aws`: the stand-in to try the sync against by hand, until Ctrl-C. It shows its environment."""

import shlex
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.help.aws import stand_in


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, stand_in(Path(folder)) as aws:
        lines = (f"export {name}={shlex.quote(value)}\n" for name, value in aws.environment().items())
        # Who has read the first line may press it before the last one is out.
        with suppress(KeyboardInterrupt):
            sys.stdout.write("".join(lines))
            sys.stdout.flush()
            signal.pause()


main()
