"""The zip inside .docx and .xlsx: the same parts give the same bytes."""

from io import BytesIO
from zipfile import ZipFile

from liaison.papers.archive import ENTRY_TIME, unzipped, zipped


def test_parts_in_any_order_give_the_same_bytes() -> None:
    assert zipped({"甲": b"1", "b/c": b"2"}) == zipped({"b/c": b"2", "甲": b"1"})


def test_a_zip_gives_back_its_parts() -> None:
    parts = {"b/c": b"2" * 5000, "甲": b""}
    assert unzipped(zipped(parts)) == parts


def test_entries_carry_one_fixed_time_and_stand_in_order() -> None:
    with ZipFile(BytesIO(zipped({"b": b"", "[Content_Types].xml": b"", "a": b""}))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {ENTRY_TIME}
        assert archive.namelist() == ["[Content_Types].xml", "a", "b"]
