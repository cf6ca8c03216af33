"""Two consoles on one host: browsers send the cookies of a host to all its ports."""

from tests.crash.people import Browser


def test_signing_in_at_one_leaves_who_is_signed_in_at_the_other(start):
    consoles = [f"http://{one.host}:{one.port}" for one in (start("--workers", "1"), start("--workers", "1"))]
    browser = Browser("")
    for browser.url in consoles:
        browser.sign_in("demo")
    for browser.url in consoles:
        assert browser.get("/111122223333/us-east-1/sms-voice/pools/").status == 200
    names = [cookie.name for cookie in browser.cookies]
    assert len(names) == len(set(names)) == 2 * len({name.rpartition("-")[2] for name in names})
