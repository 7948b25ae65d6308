"""The main job by hand, in a real browser on a real installation: from a pasted draft to the answer on the citizen's receipt."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import Visit, press, signed_in
from tests.browser.house import House, served_house
from tests.factories.drafts import SMALL_DRAFT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
REAL = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "regulations" / "022_上海市消费者权益保护条例.txt"
PATIENCE = 30_000  # milliseconds; grouping waits for a second of quiet, papers for the worker


@dataclass(frozen=True)
class Case:
    """A draft, what people say about one of its articles, and how the expert puts it."""

    text: str
    title: str
    articles: int
    number: str  # as typed into the article's search
    label: str
    counter: str  # said at the counter
    copied: str  # the same, sent in by somebody else
    opposed: str  # one word turns it around
    public: str  # typed on the QR page, citing the article
    before: str  # words of the article …
    after: str  # … and what they become


SMALL = Case(
    text=SMALL_DRAFT,
    title="临湖市河埠头使用规定（草案）",
    articles=6,
    number="5",
    label="第五条",
    counter="停船的时间应当延长到六十分钟，卸一船菱角三十分钟不够。",
    copied="停船的时间应当延长到六十分钟，卸一船菱角，三十分钟不够！",
    opposed="停船的时间应当延长到九十分钟，卸一船菱角三十分钟不够。",
    public="第五条管得太死，赶集那天应该放宽。",
    before="不得超过三十分钟",
    after="不得超过六十分钟",
)


def real() -> Case:
    return Case(
        text=REAL.read_text(encoding="utf-8-sig"),
        title="上海市消费者权益保护条例",
        articles=73,
        number="7",
        label="第七条",
        counter="商场的扶梯出过事，安全这一条应当写明多久检查一次。",
        copied="商场的扶梯出过事，安全这一条，应当写明多久检查一次",
        opposed="商场的扶梯出过事，安全这一条不得写明多久检查一次。",
        public="第七条说的环境安全，菜场地面湿滑也要算进去。",
        before="有权要求经营者提供安全的消费场所",
        after="有权要求经营者提供安全、定期检查的消费场所",
    )


CASES = [
    pytest.param(lambda: SMALL, id="invented draft"),
    pytest.param(
        real, id="real regulation", marks=pytest.mark.skipif(not REAL.exists(), reason=f"no regulation at {REAL}")
    ),
]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with served_house(tmp_path) as served:
        yield served


@pytest.mark.parametrize("case", CASES)
def test_from_a_pasted_draft_to_the_answer_on_the_receipt(
    house: House, visit: Visit, tmp_path: Path, case: Callable[[], Case]
) -> None:
    told = case()
    office, collector, expert = (signed_in(visit, house, role) for role in ("office", "collector", "expert"))
    consultation = plan_consultation(office, told)
    enter_draft(office, told)
    open_to_the_public(office)
    press(office, office.get_by_role("button", name="开始征询"))
    collector.goto(f"/consultations/{consultation}/comments/new")
    for words in (told.counter, told.copied, told.opposed):
        enter_at_the_counter(collector, told, words)
    receipt = speak_on_the_public_page(visit(house.address), office, told)
    phrase(expert, told)
    finalise(office)
    report = freeze(office, consultation)
    check_summary(download(office, report, "立法意见征询汇总表 · Word", tmp_path), told)
    check_detail(download(office, report, "立法意见采集明细表 · Excel", tmp_path), told)
    send(office)
    answer_all(office, report, "六十分钟够用，写进第五条。")
    read_the_answer(visit(house.address), receipt, "六十分钟够用，写进第五条。", told)


# ── Office: the consultation and its draft ──


def plan_consultation(office: Page, told: Case) -> int:
    office.goto("/consultations/new")
    office.get_by_label("名称").fill(told.title)
    press(office, office.get_by_role("button", name="保存"))
    office.wait_for_url(re.compile(r"/consultations/\d+\?"))
    expect(office.get_by_role("heading", level=1)).to_have_text(told.title)
    return int(re.findall(r"/consultations/(\d+)", office.url)[0])


def enter_draft(office: Page, told: Case) -> None:
    press(office, office.get_by_role("link", name="录入草案"))
    office.get_by_label("粘贴全文").fill(told.text)
    office.get_by_label("第几稿").fill("一审稿")
    press(office, office.get_by_role("button", name="录入，去核对"))
    expect(office.locator(".head")).to_contain_text(f"{told.articles} 条")
    expect(office.locator("main")).to_contain_text(told.before)
    press(office, office.get_by_role("button", name="核对无误，启用"))
    expect(office.get_by_text("草案已经启用，现在还是内部的。")).to_be_visible()


def open_to_the_public(office: Page) -> None:
    press(office, office.get_by_role("link", name="公开草案"))
    office.get_by_label("依据").fill("市人大常委会法工委来函")
    office.get_by_label(re.compile("确认|核对|同意")).check()
    press(office, office.get_by_role("button", name="公开草案"))
    expect(office.get_by_text("已公开", exact=True)).to_be_visible()


# ── Collector and citizen ──


def enter_at_the_counter(collector: Page, told: Case, words: str) -> None:
    """Without the mouse; the next form is there at once."""
    picker = collector.get_by_role("combobox", name="说的是哪一条")
    picker.fill(told.number)
    picker.press("Enter")
    expect(collector.locator("[data-article-text]")).to_contain_text(told.label)
    collector.get_by_label("原话").fill(words)
    collector.get_by_label("不愿留名").check()
    press(collector, collector.get_by_label("原话"), "Control+Enter")
    expect(collector.get_by_text("上一条已收下。")).to_be_visible()
    expect(collector.locator(".tag-on")).to_contain_text(told.label)


def speak_on_the_public_page(citizen: Page, office: Page, told: Case) -> str:
    """Through the address behind the point's QR code; gives the receipt's address."""
    office.reload()
    citizen.goto(office.locator("a", has_text="/p/").first.get_attribute("href") or "")
    expect(citizen.locator("main")).to_contain_text(told.title)
    citizen.get_by_label("您的意见").fill(told.public)
    citizen.wait_for_timeout(3_000)  # the form takes nobody for a person who writes faster than this
    press(citizen, citizen.get_by_role("button", name="提交意见"))
    expect(citizen.get_by_role("heading", level=1)).to_have_text("您的意见到哪一步了")
    expect(citizen.get_by_alt_text("这张回执的二维码")).to_be_visible()
    assert told.public not in citizen.content()
    return citizen.url


# ── Expert and office: the wording ──


def phrase(expert: Page, told: Case) -> None:
    """The largest group of the article: the first demand and its copy, and not the one with another number or 不得."""

    def grouped() -> None:
        expert.goto("/phrasing")
        expect(expert.locator("main")).to_contain_text(told.label, timeout=2_000)

    expect_soon(grouped)
    press(expert, expert.get_by_role("link", name=re.compile(told.counter[:12])).first)
    group = expert.locator(".group-now")
    expect(group).to_contain_text("2 条")
    expect(group).to_contain_text(told.counter)
    expect(group).to_contain_text(told.copied)
    expect(group).not_to_contain_text(told.opposed)
    expect(expert.locator("#groups")).to_contain_text(told.opposed)
    box = expert.get_by_label("建议修改为")
    place = expert.get_by_label("针对哪里")
    if place.is_visible():
        place.select_option(place.locator("option", has_text="第三款").get_attribute("value"))
    assert told.before in box.input_value(), "the box starts from the article's text"
    box.fill(box.input_value().replace(told.before, told.after))
    expert.get_by_label("修改理由").fill("三十分钟卸不完货，多数意见希望放宽。")
    press(expert, expert.get_by_label("修改理由"), "Control+Enter")
    expect(expert.locator(".notice-done")).to_contain_text("已送审")


def finalise(office: Page) -> None:
    office.goto("/reviewing")
    press(office, office.get_by_role("link", name="审阅").first)
    expect(office.locator(".redline ins").first).to_be_visible()
    press(office, office.get_by_role("button", name="定稿"))
    expect(office.locator(".notice-done")).to_contain_text("已定稿")


# ── Office: the report ──


def freeze(office: Page, consultation: int) -> str:
    office.goto(f"/consultations/{consultation}/reports")
    press(office, office.get_by_role("button", name="定稿第 1 版"))
    expect(office.locator(".notice-done")).to_contain_text("第 1 版已经定稿")
    for box in office.locator("input[name=papers]").all():
        box.check()
    press(office, office.get_by_role("button", name="生成文件"))
    return office.url.partition("#")[0]


def download(office: Page, report: str, name: str, folder: Path) -> Path:
    office.goto(report)
    link = office.get_by_role("link", name=name)
    expect_soon(lambda: (office.reload(), expect(link).to_be_visible(timeout=1_000)))
    with office.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def check_summary(path: Path, told: Case) -> None:
    """The paper says what was phrased, marks what was not, opens in LibreOffice, and is not an empty page."""
    text = _said(Document(str(path)))
    assert "立法意见征询汇总表" in text
    assert told.label in text
    assert _without_marks(told.after, told.before) in text
    assert "未经专家论证" in text
    page = as_picture(path)
    assert page.stat().st_size > 20_000, "a page with a table on it"


def check_detail(path: Path, told: Case) -> None:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    for words in (told.counter, told.copied, told.opposed, told.public):
        assert words in text


def as_picture(path: Path) -> Path:
    office, pictures = shutil.which("soffice"), shutil.which("pdftoppm")
    assert office, "LibreOffice is missing: apt-get install libreoffice-writer"
    assert pictures, "pdftoppm is missing: apt-get install poppler-utils"
    profile = f"-env:UserInstallation=file://{path.parent / 'office-profile'}"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(path)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    picture = path.with_name("page")
    subprocess.run(
        [pictures, "-png", "-r", "80", "-f", "1", "-l", "1", "-singlefile", path.with_suffix(".pdf"), picture],
        check=True,
    )
    return picture.with_suffix(".png")


def send(office: Page) -> None:
    for verb in ("核稿通过", "签发", "登记为已报送"):
        press(office, office.get_by_role("button", name=verb))
    expect(office.get_by_role("button", name="登记为已报送")).to_have_count(0)


# ── The answer ──


def answer_all(office: Page, report: str, reason: str) -> None:
    office.goto(f"{report}/decisions")
    press(office, office.get_by_role("link", name=re.compile("登记第")))
    for _ in range(10):
        office.get_by_label("部分采纳").check()
        office.get_by_label("理由").fill(reason)
        press(office, office.get_by_label("理由"), "Control+Enter")
        expect(office.locator(".notice-done")).to_be_visible()
        if office.get_by_label("部分采纳").count() == 0:
            return
    raise AssertionError("there is always another item")


def read_the_answer(citizen: Page, receipt: str, reason: str, told: Case) -> None:
    citizen.goto(receipt)
    expect(citizen.locator(".way")).to_contain_text("部分采纳")
    expect(citizen.locator(".way")).to_contain_text(reason)
    assert told.public not in citizen.content()


def expect_soon(check: Callable[[], object]) -> None:
    """Tries again until the worker has done its part."""
    for _ in range(PATIENCE // 1_000):
        try:
            check()
        except AssertionError:
            continue
        return
    check()


def _said(document: DocxDocument) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _without_marks(after: str, before: str) -> str:
    """What the new words have and the old had not; inserted and deleted words stand side by side on the paper."""
    return next(word for word in re.split(re.escape(before[:4]), after) if word)[:2]
