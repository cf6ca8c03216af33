"""Signing in as the demo's user in a browser, and losing the sign-in."""

from django.contrib.auth import get_user_model
from playwright.sync_api import Page

from tests.help.person import Person

DEMO = "demo"


def sign_in(person: Person, name: str = DEMO, password: str = DEMO) -> None:
    person.type(person.page.get_by_label("User name"), name)
    person.type(person.page.get_by_label("Password"), password)
    person.press_button("Sign in")


def hash_quickly() -> None:
    """Give the demo's user a password that is checked sooner than the one it comes with."""
    user = get_user_model().objects.get(username=DEMO)
    user.set_password(DEMO)
    user.save()


def lose(page: Page, cookie: str) -> None:
    page.context.clear_cookies(name=cookie)
