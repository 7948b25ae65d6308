"""The styles of a table paper: sizes and fonts that offices use (表名 2号小标宋, 栏名黑体, 表内 5号仿宋), all in black."""

from liaison.papers.docx_package import FANGSONG, HEI, KAI, SONG, TITLE_SONG, fonts


def _paragraph_style(style_id: str, name: str, font: str, half_points: int, layout: str, default: str = "") -> str:
    base = "" if default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"{default}><w:name w:val="{name}"/>{base}<w:qFormat/>'
        f'<w:pPr>{layout}</w:pPr><w:rPr>{fonts(font)}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


def _character_style(style_id: str, name: str, properties: str) -> str:
    return f'<w:style w:type="character" w:styleId="{style_id}"><w:name w:val="{name}"/><w:rPr>{properties}</w:rPr></w:style>'


def _exactly(points: int, before: int = 0, after: int = 0) -> str:
    """Line pitch and the blank before and after, in points; no grid, so rows keep their height inside any document."""
    return (
        f'<w:snapToGrid w:val="0"/><w:spacing w:before="{before * 20}" w:after="{after * 20}" '
        f'w:line="{points * 20}" w:lineRule="exact"/>'
    )


TABLE_STYLES = "".join(
    (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANGSONG)}"
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>',
        _paragraph_style("Normal", "Normal", FANGSONG, 24, "", ' w:default="1"'),
        _paragraph_style("PaperTitle", "表名", TITLE_SONG, 44, _exactly(32, after=10) + '<w:jc w:val="center"/>'),
        _paragraph_style("Lines", "表头说明", FANGSONG, 24, _exactly(20)),
        _paragraph_style("LinesRight", "表头说明靠右", FANGSONG, 24, _exactly(20) + '<w:jc w:val="right"/>'),
        _paragraph_style("Gap", "表前空", FANGSONG, 8, _exactly(5)),
        _paragraph_style("Head", "栏名", HEI, 21, "<w:keepNext/>" + _exactly(17, 3, 3) + '<w:jc w:val="center"/>'),
        _paragraph_style("Block", "分条", HEI, 21, "<w:keepNext/>" + _exactly(17, 2, 2)),
        _paragraph_style("CellText", "表内文字", FANGSONG, 21, _exactly(16, 2, 2)),
        _paragraph_style("CellCentred", "表内居中", FANGSONG, 21, _exactly(16, 2, 2) + '<w:jc w:val="center"/>'),
        _paragraph_style("Note", "表注", FANGSONG, 21, _exactly(17, before=4)),
        _paragraph_style("PageRight", "页码靠右", SONG, 28, '<w:ind w:right="280"/><w:jc w:val="right"/>'),
        _paragraph_style("PageLeft", "页码靠左", SONG, 28, '<w:ind w:left="280"/>'),
        _character_style("Inserted", "新增文字", '<w:b/><w:bCs/><w:u w:val="single"/>'),
        _character_style("Deleted", "删去文字", "<w:strike/>"),
        _character_style("Quoted", "群众原话", fonts(KAI)),
    )
)
