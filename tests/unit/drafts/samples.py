"""Our own small drafts, each with one of the difficulties that real ones have."""

from pathlib import Path

from liaison.drafts.parsing import parse
from liaison.drafts.tree import DraftTree

DRAFTS = Path(__file__).resolve().parents[2] / "data" / "drafts"
NAMES = sorted(path.name for path in DRAFTS.iterdir())


def sample_text(name: str) -> str:
    return (DRAFTS / name).read_bytes().decode("utf-8")


def sample(name: str) -> DraftTree:
    return parse(sample_text(name))


def labels(tree: DraftTree) -> list[str]:
    return [article.node.label for article in tree.articles()]


def texts(tree: DraftTree) -> list[str]:
    return [article.node.text for article in tree.articles()]
