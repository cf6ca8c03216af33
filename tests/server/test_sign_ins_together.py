"""Many sign-ins at once: hashing passwords takes its time, but not from those who only want a page."""

import select
from collections import Counter
from contextlib import ExitStack

from django.contrib.auth.hashers import Argon2PasswordHasher

from console.connections import MOST_SIGN_INS
from console.hashing import Hasher
from tests.server.conftest import answer_on
from tests.server.test_connections import sign_in

TOGETHER = 12


def test_pages_overtake_them_and_each_succeeds(start):
    console = start("--workers", "1")
    request = sign_in(console)
    with ExitStack() as stack:
        waiting = [stack.enter_context(console.connect()) for _ in range(TOGETHER)]
        for one in waiting:
            one.sendall(request)
        assert [console.get()[0] for _ in range(5)] == [200] * 5
        answered = select.select(waiting, [], [], 0)[0]
        # Were they served in turn, the last page would come after the last of them.
        assert len(answered) < TOGETHER - 2
        assert [answer_on(one)[0] for one in waiting] == [303] * TOGETHER


def test_those_that_would_wait_too_long_are_told_to_come_back(start):
    console = start("--workers", "1")
    request = sign_in(console)
    with ExitStack() as stack:
        waiting = [stack.enter_context(console.connect()) for _ in range(MOST_SIGN_INS + 20)]
        for one in waiting:
            one.sendall(request)
        answers = [answer_on(one) for one in waiting]
    statuses = Counter(status for status, _ in answers)
    assert statuses.keys() == {303, 503}
    assert statuses[303] > MOST_SIGN_INS
    busy = next(answer for status, answer in answers if status == 503)
    assert "\r\nRetry-After: 5\r\n" in busy
    assert "Wait a few seconds, then try again." in busy


def test_a_password_stored_in_more_threads_is_left_as_it_is():
    usual, hasher = Argon2PasswordHasher(), Hasher()
    kept = usual.encode("secret", usual.salt())
    assert hasher.verify("secret", kept)
    assert not hasher.must_update(kept)
    assert not hasher.must_update(hasher.encode("secret", hasher.salt()))
    usual.time_cost = 1
    assert hasher.must_update(usual.encode("secret", usual.salt()))
