"""Real texts, where they are at hand: what people worked out by hand is what the parser finds."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from liaison.drafts.listing import as_json
from liaison.drafts.parsing import parse
from liaison.drafts.reading import read_upload

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus" / "regulations"
GOLDENS = sorted(CORPUS.rglob("*.golden.json"))
LEAST_DOCUMENTS, LEAST_TEXTS = 0.98, 0.99
LEVELS = ("part", "subpart", "chapter", "section")

pytestmark = pytest.mark.skipif(not GOLDENS, reason=f"the regulation corpus is not at {CORPUS}")


def _bare(text: str | None) -> str:
    return "".join((text or "").replace("\ufeff", "").split())


def _digest(text: str) -> str:
    return hashlib.sha1(_bare(text).encode(), usedforsecurity=False).hexdigest()


def _source(golden: Path) -> Path:
    stem = golden.name.removesuffix(".golden.json")
    return next(path for path in golden.parent.iterdir() if path.stem == stem and path.suffix != ".json")


def _read(golden: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    source = _source(golden)
    return json.loads(golden.read_text("utf-8")), as_json(parse(read_upload(source.name, source.read_bytes()).text))


def _place(article: dict[str, Any]) -> tuple[Any, ...]:
    return article["label"], article["number"], article["sub"], *(_bare(article[level]) for level in LEVELS)


def _is_exact(golden: dict[str, Any], listing: dict[str, Any]) -> bool:
    points = [point["number"] for point in golden["points"]] == [point["number"] for point in listing["points"]]
    places = [_place(article) for article in golden["articles"]] == [_place(article) for article in listing["articles"]]
    return places and (points or bool(golden["articles"]))


def _same_texts(golden: dict[str, Any], listing: dict[str, Any]) -> int:
    found = {(article["label"], _digest(article["text"])) for article in listing["articles"]}
    return sum(
        (article["label"], article["sha1_of_text_without_whitespace"]) in found for article in golden["articles"]
    )


def test_nearly_all_documents_and_article_texts_are_exact() -> None:
    read = [both for both in map(_read, GOLDENS) if not both[0]["needs_care"]]
    exact = sum(_is_exact(*both) for both in read)
    articles = sum(len(golden["articles"]) for golden, _ in read)
    same = sum(_same_texts(*both) for both in read)
    assert exact >= LEAST_DOCUMENTS * len(read)
    assert same >= LEAST_TEXTS * articles


def test_the_consumer_protection_text_is_exact() -> None:
    golden, listing = _read(next(path for path in GOLDENS if path.name.startswith("022")))
    assert _is_exact(golden, listing)
    assert _same_texts(golden, listing) == len(golden["articles"]) == 73
