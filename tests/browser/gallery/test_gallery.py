"""The shared look and its modules in a real browser: readable by everybody, nothing refused by the policy, nothing typed lost."""

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect
from werkzeug.serving import make_server

from tests.browser.conftest import Visit, barriers
from tests.browser.gallery.app import create_gallery

pytestmark = pytest.mark.browser
PAGES = ["/entry", "/parts", "/desk", "/bench", "/public", "/receipt", "/paper"]
STATES = ["/entry?state=error", "/parts?state=error", *(f"{page}?elder=1" for page in PAGES)]
WORDS = "晒谷子就那么十来天"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def page(visit: Visit, address: str) -> Page:
    return visit(address)


@pytest.mark.parametrize("url", [*PAGES, *STATES, "/error/403", "/error/500"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_is_accessible_and_never_scrolls_sideways(page: Page, url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(url)
    assert barriers(page) == []


@pytest.mark.parametrize("url", ["/entry", "/public?elder=1"])
def test_whatever_can_be_pressed_is_high_enough(page: Page, url: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(url)
    least = 56 if "elder" in url else 44
    heights = page.locator(
        "main button:visible, main select:visible, main .choice, main .place-pick, main summary"
    ).evaluate_all("all => all.map(each => Math.round(each.getBoundingClientRect().height))")
    assert heights
    assert min(heights) >= least


def test_a_refused_form_puts_the_focus_on_its_summary_and_leads_to_the_field(page: Page) -> None:
    page.goto("/entry?state=error")
    expect(page.locator("#errors")).to_be_focused()
    assert page.title().startswith("有错误：")
    page.get_by_role("link", name="写下提出人的原话").click()
    expect(page.locator("#verbatim")).to_be_focused()


# ── Autosave ──


def typed(page: Page, url: str = "/entry") -> None:
    page.goto(url)
    page.fill("#verbatim", WORDS)
    expect(page.locator("[data-autosave-state]")).to_have_text(re.compile(r"草稿已保存 \d\d:\d\d"))


def drafts(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('liaison.draft.'))")  # type: ignore[no-any-return]


def test_what_was_typed_is_back_after_a_crash(page: Page) -> None:
    typed(page)
    page.check("text=建议修改")
    page.reload()
    expect(page.locator("#verbatim")).to_have_value(WORDS)
    expect(page.get_by_label("建议修改")).to_be_checked()
    expect(page.locator("[data-autosave-said]")).to_contain_text("已找回没有提交的草稿")


def test_the_found_draft_can_be_refused(page: Page) -> None:
    typed(page)
    page.reload()
    page.get_by_role("button", name="不要草稿").click()
    expect(page.locator("#verbatim")).to_have_value("")
    assert drafts(page) == []


def test_the_chosen_article_and_place_come_back(page: Page) -> None:
    page.goto("/entry")
    page.get_by_role("combobox", name="说的是哪一条").fill("15.1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-place-chosen]")).to_have_text("第十五条第一款")
    expect(page.locator("[data-autosave-state]")).to_contain_text("草稿已保存")
    page.reload()
    expect(page.locator("[data-place-chosen]")).to_have_text("第十五条第一款")
    expect(page.get_by_role("combobox", name="说的是哪一条")).to_have_value(re.compile("第十五条"))


def test_a_shared_computer_keeps_nothing(page: Page) -> None:
    typed(page)
    page.check("text=公用电脑，不在本机保存")
    assert drafts(page) == []
    page.fill("#suggestion", "七个工作日")
    page.wait_for_timeout(900)
    assert drafts(page) == []


def test_a_draft_goes_when_the_next_page_says_it_arrived(page: Page) -> None:
    typed(page)
    page.check("text=建议修改")
    page.fill("#speaker", "钱春妹")
    page.click("text=保存，录下一条")
    page.wait_for_url("**/entry?saved=1")
    expect(page.locator("#verbatim")).to_have_value("")
    assert drafts(page) == []


def test_a_draft_stays_when_the_form_was_refused(page: Page) -> None:
    typed(page)
    page.click("text=保存，录下一条")
    expect(page.locator("#errors")).to_be_visible()
    assert drafts(page) == ["liaison.draft.entry:7"]


def test_a_draft_stays_when_a_receipt_of_something_else_is_read(page: Page) -> None:
    typed(page)
    page.goto("/entry?saved=1")
    assert drafts(page) == ["liaison.draft.entry:7"]


def test_a_draft_of_another_version_is_offered_not_put_in(page: Page) -> None:
    typed(page)
    page.evaluate("""() => {
        const key = "liaison.draft.entry:7";
        localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), version: "older" }));
    }""")
    page.reload()
    expect(page.locator("#verbatim")).to_have_value("")
    page.get_by_role("button", name="换成草稿").click()
    expect(page.locator("#verbatim")).to_have_value(WORDS)


@pytest.mark.parametrize("shared", [False, True])
def test_leaving_asks_only_when_something_would_be_lost(page: Page, shared: bool) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto("/entry")
    if shared:
        page.check("text=公用电脑，不在本机保存")
    page.locator("#verbatim").press_sequentially(WORDS)
    page.wait_for_timeout(900)
    page.goto("/desk")
    assert asked == (["beforeunload"] if shared else [])


# ── Keys ──


def test_ctrl_enter_sends_the_form(page: Page) -> None:
    typed(page)
    page.locator("#verbatim").press("Control+Enter")
    expect(page.locator("#errors")).to_be_visible()


@pytest.mark.parametrize("sign", ["isComposing: true", "keyCode: 229"])
def test_no_key_works_while_chinese_is_being_composed(page: Page, sign: str) -> None:
    page.goto("/entry")
    page.evaluate(f"""() => document.querySelector("#verbatim").dispatchEvent(
        new KeyboardEvent("keydown", {{ key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true, {sign} }}))""")
    page.wait_for_timeout(300)
    expect(page.locator("#errors")).to_have_count(0)
    assert page.url.endswith("/entry")


def test_keys_can_be_switched_off(page: Page) -> None:
    page.goto("/entry")
    page.evaluate("document.body.dataset.shortcuts = 'off'")
    page.locator("#verbatim").press("Control+Enter")
    page.wait_for_timeout(300)
    expect(page.locator("#errors")).to_have_count(0)


def test_j_and_k_walk_over_what_waits(page: Page) -> None:
    page.goto("/desk")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="去核对")).to_be_focused()


# ── Choosing an article ──


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("12.2", "第十二条第二款"),
        ("12.2.3", "第十二条第二款第三项"),
        ("二十二", "第二十二条"),
        ("产销", "第十五条"),
        ("９", "第九条"),
    ],
)
def test_typing_finds_the_article_and_the_place(page: Page, query: str, chosen: str) -> None:
    page.goto("/entry")
    page.get_by_role("combobox", name="说的是哪一条").fill(query)
    page.keyboard.press("Enter")
    expect(page.locator("[data-place-chosen]")).to_have_text(chosen)
    expect(page.locator("input[name=place]:checked")).to_have_count(1)


def test_what_is_not_there_changes_nothing(page: Page) -> None:
    page.goto("/entry")
    box = page.get_by_role("combobox", name="说的是哪一条")
    box.fill("999")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(box).to_have_value(re.compile("第十二条"))


def test_a_lost_connection_is_said_and_the_words_stay(page: Page) -> None:
    typed(page)
    page.route("**/article?*", lambda route: route.abort())
    page.get_by_role("combobox", name="说的是哪一条").fill("9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-article-text]")).to_contain_text("条文没有取到")
    expect(page.locator("#verbatim")).to_have_value(WORDS)


# ── Sending ──


def test_a_second_press_sends_nothing_twice(page: Page) -> None:
    page.goto("/entry")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("() => { const button = document.querySelector('[data-submit]'); button.click(); button.click(); }")
    expect(page.locator("#errors")).to_be_visible()
    assert len(sent) == 1


def test_long_work_ends_with_its_file(page: Page) -> None:
    page.goto("/parts?job=once")
    job = page.locator("[data-poll]")
    expect(job.get_by_text("刷新看进度")).to_be_hidden()
    expect(job.get_by_role("link", name="下载文件")).to_have_attribute("href", "/receipt", timeout=8000)
    expect(job.locator("[data-job-count]")).to_have_text("10 / 10 页")


def test_a_stale_form_shows_what_was_typed_and_sends_it_again(page: Page) -> None:
    typed(page)
    page.check("text=建议修改")
    page.fill("#speaker", "钱春妹")
    page.evaluate("document.querySelector('main [name=csrf_token]').value = 'stale'")
    page.click("text=保存，录下一条")
    expect(page.locator("textarea").first).to_have_value(WORDS)
    page.click("text=重新提交")
    page.wait_for_url("**/entry?saved=1")


def test_without_javascript_the_article_is_chosen_and_the_form_is_sent(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/entry")
    page.select_option("#article", "art-9")
    page.click("text=换一条")
    page.locator("input[name=place][value='art-9.p1']").check()
    page.fill("#verbatim", WORDS)
    page.check("text=建议修改")
    page.fill("#speaker", "钱春妹")
    page.click("text=保存，录下一条")
    page.wait_for_url("**/entry?saved=1")
    context.close()
