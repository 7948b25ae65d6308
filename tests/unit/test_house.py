"""House rules that no linter knows, held against every file of ours: what a module says of itself, where imports stand, what
words a page may carry outside gettext, what must never be written into the repository.
"""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from jinja2.lexer import Lexer

ROOT = Path(__file__).parents[2]
MODULES = sorted(chain((ROOT / "wsgi.py",), *((ROOT / top).rglob("*.py") for top in ("liaison", "worker", "config"))))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MIGRATIONS = sorted((ROOT / "migrations").rglob("*.py"))
TEMPLATES = sorted((ROOT / "liaison").rglob("templates/**/*.html"))
SCRIPTS = sorted(path for path in (ROOT / "scripts").iterdir() if path.is_file())
PROSE = sorted(chain(ROOT.glob("*.md"), (ROOT / "docs").rglob("*.md")))
OURS = [*MODULES, *TESTS, *MIGRATIONS, *TEMPLATES, *SCRIPTS, *PROSE]

CHINESE = re.compile(r"[\u3400-\u9fff]")
EMPTY_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|managers?|misc|common|stuff)(?:_|$)")
UNFINISHED = re.compile(r"(?:#|//|/\*|<!--).*\b(?:TO[D]O|FIX[M]E|XX[X]|HAC[K])\b")
MACHINE_PATHS = re.compile(r"/(?:work|root|home)/\w")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_every_module_says_why_it_exists() -> None:
    assert [name_of(path) for path in (*MODULES, *TESTS, *MIGRATIONS) if not documented(path)] == []


def documented(path: Path) -> bool:
    """A package may be an empty file."""
    return bool(ast.get_docstring(tree(path))) or (path.name == "__init__.py" and not path.stat().st_size)


def test_imports_stand_at_the_top() -> None:
    """A deferred import hides a circle from the contracts."""
    assert [f"{name_of(path)}:{line}" for path in MODULES for line in deferred_imports(tree(path))] == []


def deferred_imports(module: ast.Module) -> Iterator[int]:
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name != "create_app":
            yield from (node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


def test_a_module_is_named_for_what_is_in_it() -> None:
    parts = {name_of(path): path.relative_to(ROOT).with_suffix("").parts for path in (*MODULES, *TESTS)}
    assert [name for name, words in parts.items() if any(EMPTY_NAMES.search(word) for word in words)] == []


@pytest.mark.parametrize("pattern", [UNFINISHED, MACHINE_PATHS], ids=["left for later", "path of a machine"])
def test_nothing_is_left_for_later_and_no_machine_is_named(pattern: re.Pattern[str]) -> None:
    assert {name_of(path): found for path in OURS if (found := pattern.findall(path.read_text(encoding="utf-8")))} == {}


def test_nothing_is_marked_as_safe_html_by_hand() -> None:
    named = {
        name_of(path): {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)} for path in MODULES
    }
    assert [name for name, names in named.items() if "Markup" in names] == []


# ── Templates ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def jinja() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def test_every_template_parses_and_escapes_everything(jinja: Environment) -> None:
    assert {name_of(path): found for path in TEMPLATES if (found := unescaped(path, jinja))} == {}


def unescaped(path: Path, jinja: Environment) -> list[str]:
    """Uses of |safe and of {% autoescape %}."""
    parsed = jinja.parse(path.read_text(encoding="utf-8"))
    filters = [found.name for found in parsed.find_all(nodes.Filter) if found.name == "safe"]
    return filters + ["autoescape" for _ in parsed.find_all(nodes.ScopedEvalContextModifier)]


def test_visible_chinese_goes_through_gettext(jinja: Environment) -> None:
    assert {
        name_of(path): found
        for path in TEMPLATES
        if (found := list(untranslated(path.read_text(encoding="utf-8"), jinja)))
    } == {}


def untranslated(source: str, jinja: Environment) -> Iterator[str]:
    """Chinese in the markup itself (outside of {% trans %}), and Chinese strings that no `_()` surrounds."""
    yield from (piece for piece in markup(source, jinja) if CHINESE.search(piece))
    parsed = jinja.parse(source)
    wrapped = {
        id(inner)
        for call in parsed.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext")
        for inner in call.find_all(nodes.Const)
    }
    for constant in parsed.find_all(nodes.Const):
        if isinstance(constant.value, str) and CHINESE.search(constant.value) and id(constant) not in wrapped:
            yield constant.value


def markup(source: str, jinja: Environment) -> Iterator[str]:
    """The pieces of text between Jinja's marks; what stands between {% trans %} and {% endtrans %} is translated."""
    tokens = Lexer(jinja).tokeniter(source, None)
    translating, block = False, ""
    for _, kind, value in tokens:
        if kind == "name" and block == "begin":
            translating = {"trans": True, "endtrans": False}.get(value, translating)
        block = "begin" if kind == "block_begin" else block if kind == "whitespace" else ""
        if kind == "data" and not translating:
            yield value.strip()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>提交</p>", ["<p>提交</p>"]),
        ("{{ '提交' }}", ["提交"]),
        ("{{ ui.field(f, hint='写原话') }}", ["写原话"]),
        (
            "{{ _('提交') }}{# 说明 #}{% trans %}提交{% endtrans %}<p>{{ ngettext('%(num)s 条', '%(num)s 条', n) }}</p>",
            [],
        ),
    ],
)
def test_the_lint_finds_what_it_should(source: str, found: list[str], jinja: Environment) -> None:
    assert list(untranslated(source, jinja)) == found
