"""What travels inside a form reads alike however a database gave the rows it was made of."""

from pools.pages.kit.sealed import sealed, unsealed


def test_what_is_drawn_again_is_the_same():
    words = {"HELP": ["Ask us."], "STOP": ["Bye."]}
    first = sealed("pool-settings:1", {"keywords": words, "tags": {}})
    again = sealed("pool-settings:1", {"tags": {}, "keywords": dict(reversed(words.items()))})
    assert first == again
    assert unsealed("pool-settings:1", again) == {"keywords": words, "tags": {}}
