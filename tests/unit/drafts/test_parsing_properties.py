"""Generated drafts: what was put in comes out, and nothing makes the parser fail or lose a character."""

from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from liaison.drafts.lines import columns
from liaison.drafts.parsing import parse, parse_topics
from liaison.language.numerals import to_chinese
from tests.unit.drafts.samples import labels, texts

WORDS = st.text(alphabet="渔船晒场小桥镇村民应当登记管理维护水面", min_size=8, max_size=120).map(
    lambda words: words + "。"
)
STRUCTURE = st.sampled_from(
    [
        "第一条",
        "第三条　甲",
        "第二章 总则",
        "附则",
        "目录",
        "（一）甲",
        "1.乙",
        "一、丙",
        "“",
        "”",
        "：“",
        "附件：",
        "— 1 —",
        "。",
        "关于甲的说明",
        "条例",
        "修改为：“",
        "第",
        "条",
        "之一",
        "\n",
        "\r\n",
        " ",
        "\u3000",
        "\ufeff",
        "**",
        "---",
        "<!--",
        "-->",
        "x",
    ]
)


@dataclass(frozen=True)
class Generated:
    """A draft as text, and what the parser should find in it."""

    text: str
    labels: list[str]
    bodies: list[str]


@st.composite
def drafts(draw: st.DrawFn) -> Generated:
    bodies = draw(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=12))
    gap, indent = draw(st.sampled_from(["　", " ", "\u00a0"])), draw(st.sampled_from(["", "　　"]))
    end, width = draw(st.sampled_from(["\n", "\r\n", "\n\n"])), draw(st.sampled_from([0, 60, 72]))
    numbered = [f"第{to_chinese(number)}条" for number in range(1, len(bodies) + 1)]
    lines = ["临湖市样本条例"]
    for label, body in zip(numbered, bodies, strict=True):
        for paragraph in (label + gap + body[0], *body[1:]):
            lines += _wrapped(indent + paragraph, width)
    return Generated(end.join(lines), numbered, ["".join(body) for body in bodies])


def _wrapped(paragraph: str, width: int) -> list[str]:
    lines, line = [], ""
    for character in paragraph:
        if width and columns(line + character) > width and character != "。":
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


@given(drafts())
def test_the_articles_found_are_those_written(draft: Generated) -> None:
    tree = parse(draft.text)
    assert labels(tree) == draft.labels
    assert [text.replace("\n", "") for text in texts(tree)] == draft.bodies
    assert not tree.warnings


@given(drafts())
def test_keys_follow_the_order_of_reading(draft: Generated) -> None:
    nodes = list(parse(draft.text).walk())
    assert [node.line for node in nodes] == sorted(node.line for node in nodes)
    assert [node.key for node in nodes if node.kind == "article"] == [
        f"art-{n}" for n in range(1, len(draft.labels) + 1)
    ]


@given(st.one_of(st.text(max_size=300), st.lists(STRUCTURE, max_size=60).map("".join)))
@example("第一条\n第一条\n一、\n附件：\n")
@example("<!--\n第一条 甲\n")
def test_no_text_makes_the_parser_fail_or_lose_a_character(text: str) -> None:
    for read in (parse, parse_topics):
        tree = read(text)
        assert tree.source() == text
        keys = [node.key for node in tree.walk()]
        assert len(keys) == len(set(keys))


@given(st.lists(STRUCTURE, max_size=60).map("".join))
def test_all_words_of_a_paragraph_stand_in_the_source(text: str) -> None:
    for node in parse(text).walk():
        for line in node.text.splitlines():
            assert line in text or any(part in text for part in line.split(" "))


@pytest.mark.parametrize("number", [1, 10, 100, 110, 1010, 1260])
def test_a_draft_may_begin_at_any_number(number: int) -> None:
    assert labels(parse(f"第{to_chinese(number)}条　甲。\n第{to_chinese(number + 1)}条　乙。")) == [
        f"第{to_chinese(number)}条",
        f"第{to_chinese(number + 1)}条",
    ]
