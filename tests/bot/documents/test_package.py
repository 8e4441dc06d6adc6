"""Packages: the same bytes each time, and no patience for bombs."""

import io
import zipfile

import pytest

from bot.documents.package import CONTENT_TYPES, open_document, pack, unpack
from bot.documents.refusals import PackageRefusedError


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_pack_does_not_depend_on_order_or_time() -> None:
    first = pack({"b.xml": b"<b/>", CONTENT_TYPES: b"<t/>", "a.xml": b"<a/>"})
    assert first == pack({"a.xml": b"<a/>", "b.xml": b"<b/>", CONTENT_TYPES: b"<t/>"})
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert [(i.filename, i.date_time) for i in archive.infolist()] == [
            (name, (1980, 1, 1, 0, 0, 0)) for name in (CONTENT_TYPES, "a.xml", "b.xml")
        ]
    assert unpack(first) == {CONTENT_TYPES: b"<t/>", "a.xml": b"<a/>", "b.xml": b"<b/>"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_a_package"),
        (b"not a zip", "not_a_package"),
        (zipped({"a.txt": b"x"}), "not_a_package"),
        (zipped({CONTENT_TYPES: b"<t/>", "a.xml": bytes(2 * 1024 * 1024)}), "too_large"),
        (zipped({CONTENT_TYPES: b"<t/>"} | {f"{n}.xml": b"" for n in range(200)}), "too_large"),
        (zipped({CONTENT_TYPES: b"<t/>", "a.xml": b"<!DOCTYPE a>"}), "doctype"),
    ],
)
def test_unpack_refuses(data: bytes, reason: str) -> None:
    with pytest.raises(PackageRefusedError) as refused:
        unpack(data)
    assert refused.value.reason == reason


def test_open_document_refuses_other_packages() -> None:
    with pytest.raises(PackageRefusedError) as refused:
        open_document({CONTENT_TYPES: b"<t/>"})
    assert refused.value.reason == "not_a_document"
