"""Word forms: the environment they are filled in with, and the check of a form a committee brings.

Values are plain text whatever they hold: the environment is sandboxed and escapes, and curly braces are written as
references, because the filler turns {_{ into {{ even after rendering.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import fields

from docx.oxml.parser import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from bot.documents import values
from bot.documents.labels import LABELS
from bot.documents.package import open_document, unpack
from bot.documents.plain import clean
from bot.documents.refusals import FormRefusedError

PRINTED = (
    values.MinutesPaper,
    values.Roll,
    values.Absence,
    values.Line,
    values.Resolution,
    values.ActionItem,
    values.Examination,
    values.CriticismItem,
    values.Signature,
    values.Seal,
)
LOOP = {"index", "first", "last", "length"}
ATTRIBUTES = {field.name for kind in PRINTED for field in fields(kind)} | LOOP | {"short"}
FILTERS = {"join", "length", "numeral"}
NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"\{%[-+]?\s*(?:p|tr|tc|r)?\s*(for|if|endfor|endif)\b")


def numeral(number: int) -> str:
    """1 to 99 in Chinese figures, for the second level of headings."""
    digits = str(LABELS["digits"])
    tens, ones = divmod(number, 10)
    head = ("" if tens < 2 else digits[tens - 1]) + (digits[9] if tens else "")
    return head + (digits[ones - 1] if ones else "")


def _printed(value: object) -> object:
    """What a form prints for a value: unknown in words, text escaped and out of reach of later passes."""
    if value is None:
        return LABELS["unrecorded"]
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(str(escape(clean(value))).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - escaped here
    return value


def environment() -> SandboxedEnvironment:
    """The one environment forms are parsed and rendered with."""
    found = SandboxedEnvironment(autoescape=True, finalize=_printed, undefined=StrictUndefined)
    found.filters["numeral"] = numeral
    return found


def _unclosed(source: str) -> int:
    """Number of the first tag that opens what is never closed or closes what is not open; 0 when all match."""
    open_tags: list[tuple[str, int]] = []
    for place, tag in enumerate(_TAG.findall(source), 1):
        word = _WORD.match(tag)
        if word is None:
            continue
        if not word[1].startswith("end"):
            open_tags.append((word[1], place))
        elif not open_tags or open_tags.pop()[0] != word[1].removeprefix("end"):
            return place
    return open_tags[-1][1] if open_tags else 0


def _place(source: str, line: int) -> int:
    """Number of the first tag on that line of the source, or of the last one before its end."""
    before = "\n".join(source.split("\n")[: line - 1])
    return min(len(_TAG.findall(before)) + 1, max(1, len(_TAG.findall(source))))


def _allowed(node: nodes.Node) -> bool:
    """Whether a node only prints, loops over or asks about the fields of the paper."""
    if isinstance(node, nodes.Getattr):
        return node.attr in ATTRIBUTES
    if isinstance(node, nodes.Filter):
        return node.name in FILTERS
    return isinstance(node, NODES)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    """The node and all below it."""
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _check_source(source: str) -> None:
    """Raise FormRefusedError for a tag left open or an expression that does more than print."""
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as error:
        raise FormRefusedError("incomplete_tag", _unclosed(source) or _place(source, error.lineno)) from error
    for node in _walk(tree):
        if not _allowed(node):
            raise FormRefusedError("forbidden_expression", _place(source, node.lineno))


def _links_outside(relations: bytes) -> bool:
    """Whether a relationships part points out of the package."""
    return any(relation.get("TargetMode") == "External" for relation in parse_xml(relations))


def check(form: bytes) -> None:
    """Accept a Word form, or raise PackageRefusedError or FormRefusedError: it runs nothing and fetches nothing."""
    parts = unpack(form)
    open_document(parts)
    if any(name.endswith(".bin") for name in parts):
        raise FormRefusedError("macro", 0)
    if any(name.endswith(".rels") and _links_outside(part) for name, part in parts.items()):
        raise FormRefusedError("external_link", 0)
    filler = DocxTemplate(io.BytesIO(form))
    for name in sorted(parts):
        if name.endswith(".xml") and not name.startswith("customXml/"):
            source = filler.patch_xml(filler.xml_to_string(parse_xml(parts[name])))
            _check_source(re.sub(r"<w:p([ >])", r"\n<w:p\1", source))
