"""Freezing a report, moving it on, asking for its papers."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, InputRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from liaison.reports.labels import PAPER_LABELS
from liaison.reports.models import PaperFormat, PaperKind, ReportState


class FreezeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    although_unsettled = BooleanField(_l("归并未核定也要出报告（报告里会写明）"))


class MoveOnForm(FlaskForm):  # type: ignore[misc]
    """`to` is the state that the page showed as the next one: two people pressing at once move it only one step."""

    to = StringField(widget=HiddenInput(), validators=[InputRequired(), AnyOf([state.value for state in ReportState])])
    document_number = StringField(
        _l("文号"), validators=[Length(max=60, message=_l("文号太长了，例如：临金人〔2026〕3号"))]
    )
    remark = StringField(_l("备注"), validators=[Length(max=200, message=_l("备注最多 200 字"))])


class PapersForm(FlaskForm):  # type: ignore[misc]
    """Which papers in which formats, each as t1-docx."""

    papers = SelectMultipleField(
        _l("要哪些文件"),
        choices=[
            (f"{kind.value}-{format.value}", f"{PAPER_LABELS[kind]} {format.value}")
            for kind in PaperKind
            for format in PaperFormat
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[InputRequired(message=_l("先勾选要哪些文件，再按“生成文件”"))],
    )

    @property
    def chosen(self) -> list[tuple[PaperKind, PaperFormat]]:
        return [
            (PaperKind(kind), PaperFormat(format))
            for kind, format in (each.split("-") for each in self.papers.data or ())
        ]
