"""Takes the pictures in docs/screenshots: the demo's pages as each role sees them, and the first page of the summary table."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"
LIAISON = str(Path(sys.executable).with_name("liaison"))
PASSWORD = "lake-town-2026"
HEALTHY_SECONDS = 60
DESK, PHONE = (1280, 860), (375, 760)


@dataclass(frozen=True)
class Picture:
    name: str
    who: str  # an account of the demo; empty for somebody without one
    path: str
    size: tuple[int, int] = DESK
    elder: bool = False


OFFICE, COLLECTOR, EXPERT = "office", "jinxi", "hebingwen"
PLANNED = (
    Picture("office-home", OFFICE, "/"),
    Picture("consultation", OFFICE, "/consultations/1"),
    Picture("entry", COLLECTOR, "/consultations/1/comments/new?provision=art-10"),
    Picture("article", EXPERT, "/drafts/1/groups/art-10"),
    Picture("report", OFFICE, "/reports/1"),
    Picture("adoption", OFFICE, "/reports/1/items/2/decision"),
    Picture("entry-elder", COLLECTOR, "/consultations/1/comments/new?provision=art-10", PHONE, elder=True),
)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, served_demo(Path(name)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for picture in PLANNED:
            take(browser, address, picture)
        take_public_pages(browser, address)
        browser.close()
        draw_summary(Path(name))


@contextmanager
def served_demo(folder: Path) -> Iterator[str]:
    """The demo, loaded and served on a free port until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    keys = {
        f"LIAISON_{key}": secrets.token_urlsafe(48) for key in ("SECRET_KEY", "PASSWORD_SALT", "WORDS_KEY", "AUDIT_KEY")
    }
    environment = os.environ | keys | {"LIAISON_DEMO": "1"}
    subprocess.run([LIAISON, "demo"], cwd=folder, env=environment, check=True)
    serving = subprocess.Popen(
        [LIAISON, "serve", "--port", str(port)], cwd=folder, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        address = f"http://localhost:{port}"
        wait_until_healthy(address)
        yield address
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(40)


def wait_until_healthy(address: str) -> None:
    until = time.monotonic() + HEALTHY_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def take(browser: Browser, address: str, picture: Picture) -> None:
    page = open_page(browser, address, picture.size)
    if picture.who:
        sign_in(page, picture.who)
    if picture.elder:
        with page.expect_navigation():
            page.get_by_role("button", name="长者模式").click()
    page.goto(picture.path)
    keep(page, picture.name)
    if picture.elder:
        with page.expect_navigation():
            page.get_by_role("button", name="退出长者模式").click()
    page.context.close()


def take_public_pages(browser: Browser, address: str) -> None:
    """The page behind a point's QR code, and a receipt that the city has answered."""
    office = open_page(browser, address, DESK)
    sign_in(office, OFFICE)
    office.goto("/consultations/1")
    form = office.locator("a[href^='/p/']").first.get_attribute("href")
    office.goto("/reports/1/items/2/decision")
    words = office.locator(".voice").first.inner_text()[:12]
    office.goto(f"/comments?q={words}")
    receipt = office.locator(".rows .soft, .voice footer").first.inner_text().rsplit("·", 1)[-1].strip()
    citizen = open_page(browser, address, PHONE)
    for name, path in (("public-form", form), ("receipt", f"/receipts/{receipt}")):
        citizen.goto(path or "")
        keep(citizen, name)
    citizen.context.close()
    office.context.close()


def open_page(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(base_url=address, viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    return context.new_page()


def sign_in(page: Page, who: str) -> None:
    page.goto("/sign-in")
    page.locator("[name=username]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("[name=password]").press("Enter")


def keep(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")


def draw_summary(folder: Path) -> None:
    """The first page of the summary table as LibreOffice shows it."""
    paper = next((folder / "instance" / "exports").glob("*汇总表*.docx"))
    profile = f"-env:UserInstallation=file://{folder}/office-profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, paper],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    pdf = folder / f"{paper.stem}.pdf"
    subprocess.run(
        ["pdftoppm", "-png", "-r", "80", "-f", "2", "-l", "2", "-singlefile", pdf, PICTURES / "summary-table"],
        check=True,
    )


if __name__ == "__main__":
    main()
