"""The tree as plain JSON data, for `liaison parse FILE --json` and for anyone who reads drafts by program."""

from typing import Any

from liaison.drafts.tree import DraftTree, PlacedArticle, ProvisionNode


def as_json(tree: DraftTree) -> dict[str, Any]:
    """Everything a reader of the draft needs; field names are stable."""
    return {
        "title": tree.title,
        "history": tree.history,
        "notice_before": tree.notice_before,
        "preface": tree.preface.text if tree.preface else "",
        "articles": [_article(article) for article in tree.articles()],
        "points": [
            {"key": point.key, "label": point.label, "number": point.number, "text": point.text}
            for point in tree.points()
        ],
        "topics": [
            {
                "key": topic.key,
                "label": topic.label,
                "number": topic.number,
                "heading": topic.heading,
                "text": topic.text,
            }
            for topic in tree.nodes
            if topic.kind == "topic"
        ],
        "attachments": [{"key": node.key, "label": node.label, "text": node.text} for node in tree.attachments],
        "closing": tree.closing,
        "explanation_after": tree.explanation_after,
        "warnings": [{"line": oddity.line, "message": oddity.message} for oddity in tree.warnings],
    }


def _article(article: PlacedArticle) -> dict[str, Any]:
    node = article.node
    return {
        "key": node.key,
        "label": node.label,
        "number": node.number,
        "sub": node.sub,
        "part": article.part,
        "subpart": article.subpart,
        "chapter": article.chapter,
        "section": article.section,
        "heading": node.heading,
        "text": node.text,
        "paragraphs": [
            _entry(paragraph) | {"items": [_item(item) for item in paragraph.children]} for paragraph in node.children
        ],
    }


def _item(item: ProvisionNode) -> dict[str, Any]:
    return _entry(item) | {"subitems": [_entry(subitem) for subitem in item.children]}


def _entry(node: ProvisionNode) -> dict[str, Any]:
    return {"key": node.key, "label": node.label, "text": node.text}
