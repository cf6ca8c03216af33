"""Where the requests of two processes arrive, no second has more of them than AWS allows."""

import os
import subprocess
import sys

from pools.sync.limiter import distance
from tests.api.test_concurrency import database_url
from tests.api.test_server import ROOT
from tests.help.aws.weather import Weather

CALLS, RATES = 5, 2
ASKER = f"""
from pools.sync.asking import Asker
from pools.sync.remote import Remote
ask = Asker(Remote("us-east-1"), "111122223333")
for _ in range({CALLS}):
    ask("DescribePools", {{}})
    ask("ListTagsForResource", {{"ResourceArn": "arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/Default"}})
"""


def test_two_processes_together_keep_to_the_rate(aws_side, transactional_db, settings):
    """Twice the documented one, which takes half as long."""
    aws_side.weather = Weather(rates=float(RATES))
    settings.CONSOLE_AWS_RATES = RATES
    own = {"DATABASE_URL": database_url(), "CONSOLE_SECRET_KEY": settings.SECRET_KEY}
    environment = os.environ | own | {"CONSOLE_AWS_RATES": str(RATES)}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", ASKER]
    for one in [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(2)]:
        assert one.wait(120) == 0
    log = aws_side.log
    assert log.outcomes("DescribePools") == {"answered": 2 * CALLS}
    assert log.busiest_second("DescribePools") <= RATES
    assert log.busiest_second("ListTagsForResource") <= 8 * RATES
    # And it is no slower than it has to be, but for a machine that has much else to do.
    times = [one.at for one in log.of("DescribePools")]
    assert times[-1] - times[0] < 2 * (2 * CALLS - 1) * distance("DescribePools")
