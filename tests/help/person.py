"""A person at a page, whose steps are counted."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.help.steps import button


class Person:
    """A press, a typed text, a choice and a key are one step each; to choose from a list includes to open it.

    scrolls: whether they would; else whatever they use must be in sight already.
    """

    def __init__(self, page: Page, *, scrolls: bool = True) -> None:
        self.page, self.scrolls, self.steps = page, scrolls, 0

    def press(self, control: Locator) -> None:
        self.step(control)
        control.click()

    def press_button(self, name: str) -> None:
        self.press(button(self.page, name))

    def press_link(self, name: str) -> None:
        self.press(self.page.get_by_role("main").get_by_role("link", name=name, exact=True))

    def type(self, field: Locator, text: str) -> None:
        self.step(field)
        field.fill(text)

    def choose(self, control: Locator) -> None:
        """A box, a radio button or a switch."""
        self.step(control)
        control.check()

    def choose_option(self, select: Locator, option: str) -> None:
        self.step(select)
        select.select_option(option)

    def choose_filter(self, label: str, value: str) -> None:
        """One of a list's filters: its choices open below it."""
        pill = self.page.get_by_role("link", name=label, exact=True)
        self.step(pill)
        pill.click()
        choices = self.page.get_by_role("list", name=label, exact=True)
        choices.get_by_role("link", name=re.compile(rf"^{value} [\d,]+$")).click()

    def key(self, *keys: str) -> None:
        for key in keys:
            self.steps += 1
            self.page.keyboard.press(key)

    def step(self, control: Locator) -> None:
        self.steps += 1
        if not self.scrolls:
            expect(control).to_be_in_viewport()
