"""Every word of the sync's refusals has a sentence with a way out."""

from pools.operations.syncing.refusing import WHYS
from pools.pages.kit.words.sync_refusals import SYNC


def test_every_refusal_of_the_sync_is_worded():
    assert SYNC.keys() == {*WHYS}
    assert all(sentence.endswith(".") for sentence in SYNC.values())
