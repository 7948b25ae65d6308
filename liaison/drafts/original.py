"""The uploaded file as it came: kept beside the text that was read from it."""

from dataclasses import dataclass

from liaison.drafts.containers import file_kind

CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "text": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Original:
    """`name` is the one it had on the clerk's computer."""

    name: str
    data: bytes

    @property
    def content_type(self) -> str:
        """By its content, never by what a browser claims."""
        return CONTENT_TYPES[file_kind(self.name, self.data)]
