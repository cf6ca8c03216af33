"""Two consoles on one host: browsers send the cookies of a host to all its ports."""

import re

from tests.crash.people import Browser

TOKEN = re.compile(r'name="csrfmiddlewaretoken"\s+value="(\w+)"')


def sign_in(browser: Browser, url: str) -> None:
    browser.url = url
    token = TOKEN.search(browser.get("/sign-in/").text)[1]
    form = {"csrfmiddlewaretoken": token, "username": "demo", "password": "demo"}
    assert browser.post("/sign-in/", **form).status == 303


def test_signing_in_at_one_leaves_who_is_signed_in_at_the_other(start):
    consoles = [f"http://{one.host}:{one.port}" for one in (start("--workers", "1"), start("--workers", "1"))]
    browser = Browser("")
    for url in consoles:
        sign_in(browser, url)
    for browser.url in consoles:
        assert browser.get("/111122223333/us-east-1/sms-voice/pools/").status == 200
    names = [cookie.name for cookie in browser.cookies]
    assert len(names) == len(set(names)) == 2 * len({name.rpartition("-")[2] for name in names})
