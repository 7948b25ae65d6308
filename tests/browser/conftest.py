"""Chromium for browser tests, and pages whose every complaint fails the test."""

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.browser.house import House
from tests.factories.people import PASSWORD

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its module: while Playwright's event loop lives, no Flask application can be used in this thread."""
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """`visit(address)` opens a browser without a past; whatever its pages complain about fails the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def open_page(address: str) -> Page:
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def signed_in(visit: Visit, house: House, role: str) -> Page:
    page = visit(house.address)
    page.goto("/sign-in")
    page.get_by_label("账号").fill(house.usernames[role])
    page.get_by_label(re.compile("^密码")).fill(PASSWORD)
    press(page, page.locator("main").get_by_role("button", name="登录"))
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    return page


def press(page: Page, what: Locator, keys: str = "") -> None:
    """Presses what leads to another page, with the mouse or with these keys, and waits, as people do, until that page is whole."""
    with page.expect_navigation():
        what.press(keys) if keys else what.click()


def barriers(page: Page) -> list[str]:
    """What keeps somebody from using this page: what axe finds, and scrolling sideways."""
    found = Axe().run(page, options={"runOnly": TAGS}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]] + ["scrolls sideways"] * wide
