"""Offices run Windows 7: Chromium 86 and 109, and citizens WeChat. Nobody here sees it when a page breaks there, so a list
of what those browsers lack is held against every stylesheet, module and page.

The list is short and explicit on purpose; each entry says since which Chromium it works. What only decorates and may be
missing (accent-color, text-decoration-thickness, forced-colors …) is not on it.
"""

import re
from pathlib import Path

import pytest

LIAISON = Path(__file__).parents[3] / "liaison"
STYLES = sorted((LIAISON / "static").rglob("*.css"))
MODULES = sorted((LIAISON / "static").rglob("*.js"))
PAGES = sorted(LIAISON.rglob("templates/**/*.html"))

CSS = {
    "logical shorthand (87)": r"(?<![\w-])(?:padding|margin|inset|border)-(?:block|inline)\s*:",
    "inset (87)": r"(?<![\w-])inset\s*:",
    "individual transform (104)": r"(?<![\w-])(?:rotate|scale|translate)\s*:",
    "aspect-ratio (88)": r"(?<![\w-])aspect-ratio\s*:",
    "mask without prefix (120)": r"(?<![\w-])mask(?:-image)?\s*:",
    "containers, anchors, field-sizing (105+)": r"(?<![\w-])(?:container|field-sizing|anchor-name)\b[\w-]*\s*:",
    ":has (105)": r":has\(",
    ":is and :where (88)": r":(?:is|where)\(",
    ":not with a list (88)": r":not\([^)]*,",
    ":user-invalid (119)": r":user-(?:in)?valid",
    ":dir (120)": r":dir\(",
    "nesting (112)": r"[{;]\s*&",
    "layers, containers, scope (99+)": r"@(?:layer|container|scope|starting-style|view-transition)\b",
    "range in a media query (104)": r"@media[^{]*[<>]",
    "overflow: clip (90)": r"overflow(?:-[xy])?\s*:\s*clip",
    "new colour functions (101+)": r"\b(?:color-mix|oklch|oklab|lch|lab|hwb|color)\(",
    "new mathematics (118+)": r"\b(?:round|rem|mod|sin|cos|pow|sqrt)\(",
    "viewport units by part (108)": r"\d(?:[dsl]v[hw]|lh|rlh|cq[wh]|cap)\b",
    "subgrid (117)": r"\bsubgrid\b",
    "data: pictures are refused by the policy": r"url\(\s*[\"']?data:",
    "another server": r"url\(\s*[\"']?(?:https?:)?//|@import",
}
JAVASCRIPT = {
    "private members (84; some of 91+)": r"(?:this|\w)\.#\w|^\s*(?:async\s+|static\s+)*#\w",
    "static block (94)": r"\bstatic\s*\{",
    "await outside a function (89)": r"^(?:const .*= |let .*= )?await\b",
    ".at() (92)": r"\.at\(",
    "Object.hasOwn, groupBy, fromAsync (93+)": r"\b(?:Object\.(?:hasOwn|groupBy)|Map\.groupBy|Array\.fromAsync)\b",
    "structuredClone (98)": r"\bstructuredClone\b",
    "crypto.randomUUID (92)": r"\brandomUUID\b",
    "find from the end, copies that sort (97+)": r"\.(?:findLast|findLastIndex|toSorted|toReversed|toSpliced|with)\(",
    "AbortSignal.timeout, any (103+)": r"\bAbortSignal\.(?:timeout|any)\b",
    "requestSubmit (WeChat on iOS 15)": r"\brequestSubmit\b",
    "lookbehind (WeChat on iOS 15)": r"\(\?<[=!]",
    "d and v flags of patterns (90+)": r"/[a-z]*[dv][a-z]*[,;).]\s*$",
    "checkVisibility, showPicker, popover, inert (99+)": r"\.(?:checkVisibility|showPicker|showPopover|inert)\b",
    "isWellFormed, URL.canParse, Promise.withResolvers (111+)": r"\b(?:isWellFormed|canParse|withResolvers)\b",
    "import with attributes (91+)": r"\bimport\b.*\b(?:assert|with)\s*\{",
    "hashbang or JSON modules": r"\bimport\b.*\.json",
    "text put in as markup": r"\.(?:innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write",
    "text run as code": r"\beval\(|new Function\(|setTimeout\(\s*[\"']",
    "another server": r"[\"'`](?:https?:)?//",
}
TEMPLATE = {
    "style attribute (policy)": r"<[^>]*\sstyle\s*=",
    "style element (policy)": r"<style\b",
    "script inside the page (policy)": r"<script(?![^>]*\bsrc=)",
    "handler in an attribute (policy)": r"<[^>]*\son[a-z]{3,20}\s*=",
    "javascript: address (policy)": r"javascript:",
    "data: address (policy)": r"(?:src|href)\s*=\s*[\"']data:",
    "text trusted as markup": r"\|\s*safe\b|\bMarkup\(|autoescape\s+false",
    "another server": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
    "Bootstrap's data: pictures": r"class=\"[^\"]*\b(?:btn-close|form-check-input|is-invalid|is-valid|accordion|carousel|navbar-toggler)\b",
}


def offences(text: str, rules: dict[str, str]) -> list[str]:
    """`line: rule` for each forbidden thing in `text`; comments do not count."""
    plain = without_comments(text)
    return [
        f"{plain.count(chr(10), 0, found.start()) + 1}: {rule}"
        for rule, pattern in rules.items()
        for found in re.finditer(pattern, plain, re.MULTILINE)
    ]


def without_comments(text: str) -> str:
    """Blanks out /* … */, {# … #} and whole-line // comments, keeping the line numbers."""
    blank = re.compile(r"/\*.*?\*/|\{#.*?#\}|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
    return blank.sub(lambda found: "\n" * found.group().count("\n"), text)


def named(path: Path) -> str:
    return path.relative_to(LIAISON).as_posix()


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_styles_stay_within_old_chromium(path: Path) -> None:
    assert offences(path.read_text("utf-8"), CSS) == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_modules_stay_within_old_chromium(path: Path) -> None:
    assert offences(path.read_text("utf-8"), JAVASCRIPT) == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_pages_keep_to_the_content_policy(path: Path) -> None:
    assert offences(path.read_text("utf-8"), TEMPLATE) == []


def test_there_is_something_to_hold() -> None:
    assert STYLES
    assert MODULES
    assert PAGES


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        (CSS, "a { padding-inline: 1rem }"),
        (CSS, "a { inset: 0 }"),
        (CSS, "a { rotate: 45deg }"),
        (CSS, "a { aspect-ratio: 1 / 2 }"),
        (CSS, "li:has(a) { color: red }"),
        (CSS, ":is(a, b) { color: red }"),
        (CSS, "li:not(.a, .b) { color: red }"),
        (CSS, "a { &:hover { color: red } }"),
        (CSS, "@layer base { a { color: red } }"),
        (CSS, "@media (width >= 40em) { a { color: red } }"),
        (CSS, "a { color: color-mix(in srgb, red, blue) }"),
        (CSS, "a { height: 100dvh }"),
        (CSS, "a { background: url('data:image/svg+xml,x') }"),
        (JAVASCRIPT, "const last = list.at(-1);"),
        (JAVASCRIPT, "await start();"),
        (JAVASCRIPT, "const x = await fetch(y);"),
        (JAVASCRIPT, "  #count = 0;"),
        (JAVASCRIPT, "const copy = structuredClone(value);"),
        (JAVASCRIPT, "form.requestSubmit();"),
        (JAVASCRIPT, "const p = /(?<!a)b/;"),
        (JAVASCRIPT, "panel.innerHTML = text;"),
        (TEMPLATE, '<p style="color: red">'),
        (TEMPLATE, "<script>start()</script>"),
        (TEMPLATE, '<button type="button" onclick="go()">'),
        (TEMPLATE, "{{ words | safe }}"),
        (TEMPLATE, '<a href="javascript:go()">'),
        (TEMPLATE, '<input class="form-control is-invalid">'),
    ],
)
def test_the_lint_sees_what_is_too_new(rules: dict[str, str], text: str) -> None:
    assert offences(text, rules)


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        (CSS, "a { padding-left: 1rem; transform: rotate(45deg); border-inline-end-width: 0 }"),
        (CSS, "/* a { inset: 0 } */"),
        (CSS, "@media (min-width: 48em) { li:not(:last-child) { grid-template-columns: repeat(2, 1fr) } }"),
        (JAVASCRIPT, "// no .at( here"),
        (JAVASCRIPT, "  const answer = await fetch(address);\n  x?.y ?? z;"),
        (TEMPLATE, '<script type="module" src="{{ url_for(x) }}"></script>{# style= #}'),
        (TEMPLATE, "<p data-once=\"\">{{ _('on=1') }}</p>"),
    ],
)
def test_the_lint_leaves_the_rest_alone(rules: dict[str, str], text: str) -> None:
    assert offences(text, rules) == []


def test_the_first_page_stays_light() -> None:
    """First page < 100 kB gzipped; Bootstrap's stylesheet is 31 of them, ours must not grow unseen."""
    assert sum(len(path.read_bytes()) for path in [*STYLES, *MODULES]) < 80_000
