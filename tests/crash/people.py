"""Somebody at a browser without script, who signs in, fills in forms, and signs in elsewhere."""

import re
from dataclasses import dataclass
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from tests.crash.writers import CutOffError, Writer

SIGN_IN_EVERY = 5  # pools


class SignedOutError(AssertionError):
    """Somebody who was signed in is asked to sign in."""


@dataclass
class Page:
    status: int
    location: str
    text: str


class NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


class Browser:
    """One browser with its cookies. Answers that say to try again, and none, raise CutOffError."""

    def __init__(self, url: str) -> None:
        self.url, self.cookies = url, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies), NoRedirects())

    def get(self, path: str) -> Page:
        return self.visit(Request(self.url + path))  # noqa: S310

    def post(self, path: str, **data: str | list[str]) -> Page:
        token = next((one.value for one in self.cookies if one.name.endswith("-csrf")), "")
        body = urlencode({"csrfmiddlewaretoken": token} | data, doseq=True).encode()
        return self.visit(Request(self.url + path, data=body, headers={"Origin": self.url}))  # noqa: S310

    def sign_in(self, name: str, password: str = "") -> Page:
        """With the token of the page: of a host's cookies, any may be another console's."""
        token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', self.get("/sign-in/").text)[1]
        fields = {"username": name, "password": password or name, "csrfmiddlewaretoken": token}
        answer = self.post("/sign-in/", **fields)
        assert answer.status == 303, answer
        return answer

    def visit(self, request: Request) -> Page:
        try:
            try:
                answer = self.opener.open(request, timeout=30)
            except HTTPError as error:
                answer = error
            with answer:
                page = Page(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        except (OSError, HTTPException) as error:
            raise CutOffError from error
        if page.status >= 500 or (page.status == 409 and "database is busy" in page.text):
            raise CutOffError(f"{page.status} from {request.full_url}")
        return page


class Person(Writer):
    """Signs in again now and then, in another browser; the sessions before stay open, but for every second."""

    def __init__(self, url: str, region: str) -> None:
        super().__init__(url, region)
        self.place = f"/111122223333/{region}/sms-voice/pools/"
        self.signed_in: list[Browser] = []
        self.signed_out: list[Browser] = []

    def begin(self) -> None:
        self.browser = self.until_answered(self.sign_in)
        self.signed_in.append(self.browser)

    def sign_in(self) -> Browser:
        browser = Browser(self.url)
        browser.sign_in("editor")
        return browser

    def sign_out(self, browser: Browser) -> None:
        assert browser.post("/sign-out/").status == 303

    def page(self, path: str) -> Page:
        return must_be_signed_in(self.browser.get(path))

    def send(self, path: str, **data: str) -> Page:
        answer = must_be_signed_in(self.browser.post(path, **data))
        assert answer.status == 303, (answer.status, answer.text)
        return answer

    def make_pool(self, token: str) -> str:
        form = self.until_answered(self.page, f"{self.place}create/").text
        answer = self.until_answered(
            self.send,
            f"{self.place}create/",
            op="create",
            client_token=re.search('name="client_token" value="([^"]+)"', form)[1],
            pool_name=token,
            type="sender-id",
            sender_id=self.sender_id,
            iso_country_code="GB",
            message_type="TRANSACTIONAL",
        )
        return re.search("/(pool-[0-9a-f]+)/$", answer.location)[1]

    def delete_pool(self, pool_id: str) -> None:
        """Until its page is gone: an answer of this form may be that some could not be deleted."""
        while self.until_answered(self.page, f"{self.place}{pool_id}/").status != 404:
            self.until_answered(self.send, f"{self.place}delete/", id=pool_id, confirm="delete")

    def do_more(self) -> None:
        if len(self.made) % SIGN_IN_EVERY:
            return
        self.begin()
        if len(self.made) % (2 * SIGN_IN_EVERY) == 0:
            self.until_answered(self.sign_out, self.signed_in[0])
            self.signed_out.append(self.signed_in.pop(0))

    def check(self) -> None:
        """Fails where a page does not say what was answered before, or somebody is not signed in who was."""
        found = set(re.findall(r'data-testid="pool-row-(pool-[0-9a-f]+)"', self.page(self.place).text))
        assert found == self.pools, f"lost: {self.pools - found}; doubled or back again: {found - self.pools}"
        for browser in self.signed_in:
            assert must_be_signed_in(browser.get(self.place)).status == 200
        for browser in self.signed_out:
            assert browser.get(self.place).location.startswith("/sign-in/")


def must_be_signed_in(answer: Page) -> Page:
    if answer.location.startswith("/sign-in/") or answer.status == 401:
        raise SignedOutError
    return answer
