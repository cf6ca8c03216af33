"""Take the README's screenshots of a console that runs with fresh demo data.

PORT=8000 CONSOLE_VAR=$(mktemp -d) bin/run &
.venv/bin/python docs/make_screenshots.py http://127.0.0.1:8000
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).with_name("screenshots")
PLACE = "/111122223333/us-east-1/sms-voice"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def sign_in(browser: Browser, base: str, *, width: int, mode: str) -> Page:
    context = browser.new_context(base_url=base, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("demo")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{base}/111122223333/**")
    context.add_cookies([{"name": "mode", "value": mode, "url": base}])
    return page


def take(page: Page, name: str, *, whole: bool = False) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.png", full_page=whole)


def open_pool(page: Page, name: str) -> None:
    page.goto(f"{PLACE}/pools/?q={name}")
    page.get_by_role("row", name=name).get_by_role("rowheader").get_by_role("link").click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def wide(page: Page) -> None:
    page.goto(f"{PLACE}/pools/")
    take(page, "pools")
    page.goto(f"{PLACE}/pools/create/")
    take(page, "create-pool", whole=True)
    open_pool(page, "order-updates")
    take(page, "pool-detail")
    page.goto(f"{PLACE}/pools/")
    page.get_by_role("row", name="load-test").get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete pool").click()
    page.get_by_role("dialog").wait_for()
    take(page, "delete-pool")


def main(base: str) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = os.environ.get("CONSOLE_TEST_CHROMIUM") or None
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        wide(sign_in(browser, base, width=1440, mode="light"))
        page = sign_in(browser, base, width=1440, mode="dark")
        page.goto(f"{PLACE}/pools/")
        take(page, "pools-dark")
        page = sign_in(browser, base, width=390, mode="light")
        page.goto(f"{PLACE}/pools/")
        take(page, "pools-390")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
