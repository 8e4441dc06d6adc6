"""Minutes as a Word file and as PDF: the form filled in, properties set, the frozen content sealed into the package.

Every printed value is plain text whatever it holds: the environment is sandboxed and escapes, and the signs the filler
itself would still interpret after rendering (curly braces, page and paragraph controls) are taken out of its reach.
Rendering is work for a thread (about a tenth of a second). Equal papers give equal bytes.
"""

import asyncio
import io
import json
from datetime import UTC, datetime
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from bot.documents.form import FORM
from bot.documents.forms import environment
from bot.documents.package import open_document, pack, unpack
from bot.documents.plain import clean
from bot.documents.refusals import FormRefusedError, SealBrokenError
from bot.documents.sealed import embedded, text_digest
from bot.documents.typesetter import Typesetter
from bot.documents.values import MinutesPaper, Seal
from storage.rules.canonical import checksum

PROPERTY_LIMIT = 255
LABEL = "label"


def _naive(moment: datetime) -> datetime:
    """An aware moment in UTC without its zone and parts of a second, as the properties part wants it."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _describe(document: Any, paper: MinutesPaper) -> None:  # noqa: ANN401 - untyped library
    """Core properties: the organisation as the author, the meeting's dates, nothing about the software."""
    properties = document.core_properties
    author = clean(paper.organisation)[:PROPERTY_LIMIT]
    properties.author = properties.last_modified_by = author
    properties.title = clean(paper.title)[:PROPERTY_LIMIT]
    properties.subject = clean(paper.number)[:PROPERTY_LIMIT]
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "zh-CN"
    properties.revision = paper.seal.version if paper.seal else 1
    properties.created = _naive(paper.held_at)
    properties.modified = _naive(paper.seal.signed_at if paper.seal else paper.held_at)


def _check(seal: Seal) -> None:
    """Raise SealBrokenError unless the content is what was frozen."""
    try:
        found = checksum(seal.content)
    except ValueError as error:
        raise SealBrokenError(seal.version) from error
    if found != seal.sha256:
        raise SealBrokenError(seal.version)


def _embed(document: Any, seal: Seal) -> None:  # noqa: ANN401 - untyped library
    """Add the frozen content and the digest of the visible text as a custom XML part."""
    blob = embedded(seal.version, seal.sha256, text_digest(document), seal.content)
    part = Part(PackURI("/customXml/minutes.xml"), "application/xml", blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def render(paper: MinutesPaper, form: bytes | None = None) -> bytes:
    """The minutes as .docx bytes, in the own form or one a committee brought (checked by forms.check when it came).

    Raises SealBrokenError when the sealed content does not match its checksum, FormRefusedError when a brought form
    asks for what minutes do not have; print them in the own form then.
    """
    if paper.seal:
        _check(paper.seal)
    template = DocxTemplate(io.BytesIO(FORM.read_bytes() if form is None else form))
    try:
        template.render({"paper": paper}, jinja_env=environment())
    except TemplateError as error:
        raise FormRefusedError("unknown_field", 0) from error
    document = template.docx
    _describe(document, paper)
    if paper.seal:
        _embed(document, paper.seal)
    out = io.BytesIO()
    document.save(out)
    return pack(unpack(out.getvalue()))


def _paragraph(paragraph: Any) -> dict[str, str]:  # noqa: ANN401 - untyped library
    """Style, label and text of one paragraph of the own form."""
    label = "".join(run.text for run in paragraph.runs if run.style.style_id == LABEL)
    return {"style": paragraph.style.style_id, "label": label, "text": paragraph.text[len(label) :]}


def _laid_out(paper: MinutesPaper) -> dict[str, Any]:
    """What the PDF template needs: the paragraphs the Word file has, so that both say the same."""
    document = open_document(unpack(render(paper)))
    return {
        "title": paper.title,
        "author": paper.organisation,
        "footer": document.sections[0].footer.paragraphs[1].text,
        "paragraphs": [_paragraph(paragraph) for paragraph in document.paragraphs],
        "content": json.dumps(json.loads(paper.seal.content)) if paper.seal else "",
    }


async def render_pdf(paper: MinutesPaper, typesetter: Typesetter) -> bytes:
    """The minutes as PDF/A with the words of the Word file and the frozen content attached; raises SealBrokenError."""
    values = await asyncio.to_thread(_laid_out, paper)
    moment = paper.seal.signed_at if paper.seal else paper.held_at
    return await typesetter.document("minutes", values, moment)
