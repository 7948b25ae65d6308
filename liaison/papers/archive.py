"""The same parts give the same zip, byte for byte, on any day and machine with the same zlib."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ENTRY_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say; the real date stands in the document
_REGULAR_FILE = 0o100600 << 16
_UNIX = 3


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of name → content, sorted by name; every entry carries one fixed time."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(_entry(name), content)
    return target.getvalue()


def unzipped(package: bytes) -> dict[str, bytes]:
    """Name → content. For packages we have just made ourselves: sizes are not limited."""
    with ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, ENTRY_TIME)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _REGULAR_FILE
    return entry
