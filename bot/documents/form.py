"""Makes the Word form ``templates/minutes.docx`` out of ``templates/minutes.json`` (run as a module to renew it).

Typography after GB/T 9704-2012: A4, margins 37/35/28/26 mm, 22 lines of 28 characters, body 16 pt on a 28.95 pt pitch,
title 22 pt, page number 14 pt between dashes 7 mm below the type area, right on odd and left on even pages. Minutes are
no official document, so there is no red header. Lengths are twips (1/20 pt), sizes half points, as Word counts them.
The 28 characters come from tracking (-0.25 pt), which every reader follows; a character grid spreads text in some.
"""

import json
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from bot.documents.labels import TEMPLATES
from bot.documents.package import pack

FORM = TEMPLATES / "minutes.docx"
PITCH = 579
BODY_SIZE = 32
PAGE = 'w:w="11906" w:h="16838"'
MARGINS = 'w:top="2098" w:bottom="1984" w:left="1587" w:right="1474" w:header="851" w:footer="1105" w:gutter="0"'
GRID = f'w:type="lines" w:linePitch="{PITCH}"'
TRACKING = '<w:spacing w:val="-5"/>'
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="632"/>'
HANGING = '<w:ind w:leftChars="500" w:left="1580" w:hangingChars="500" w:hanging="1580"/>'
KEEP = "<w:keepNext/>"
DASH = "\u2014"
OFF_GRID = '<w:snapToGrid w:val="0"/>'

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = f'xmlns:w="{MAIN}" xmlns:r="{RELATIONS}"'


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: font key, size, alignment, and paragraph properties before and after the spacing."""

    font: str
    size: int = 32
    align: str = "both"
    first: str = ""
    indent: str = ""
    pitch: int = PITCH


STYLES = {
    "title": Style("title", 44, "center", KEEP, pitch=640),
    "number": Style("kai", 32, "center"),
    "field": Style("body", indent=HANGING, align="left"),
    "heading": Style("black", first=KEEP, indent=INDENT),
    "subheading": Style("kai", first=KEEP, indent=INDENT),
    "body": Style("body", indent=INDENT),
    "closing": Style("body", first=KEEP, indent=INDENT),
    "sign": Style("body", align="right", first=KEEP, indent='<w:ind w:rightChars="200" w:right="632"/>'),
    "page": Style("black", 32, "center", "<w:pageBreakBefore/>"),
    "code": Style("song", 24, "left"),
    "note": Style("kai", 28, indent=INDENT),
    "control": Style("body"),
    "folio": Style("song", 28, pitch=400),
    "seal": Style("song", 18, "center", pitch=280),
}


def _fonts(name: str) -> str:
    """Run fonts for every script; without eastAsia Chinese text would fall back."""
    value = quoteattr(name)
    return f"<w:rFonts w:ascii={value} w:hAnsi={value} w:eastAsia={value} w:cs={value}/>"


def _style(name: str, style: Style, fonts: dict[str, list[str]]) -> str:
    """One paragraph style; the title leaves the line grid, or it would take two rows of it."""
    off = OFF_GRID if name in {"title", "folio", "seal"} else ""
    tracking = TRACKING if style.size == BODY_SIZE else ""
    size = f'{tracking}<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/>'
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="minutes {name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{style.first}{off}'
        f'<w:spacing w:before="0" w:after="0" w:line="{style.pitch}" w:lineRule="exact"/>{style.indent}'
        f'<w:jc w:val="{style.align}"/></w:pPr><w:rPr>{_fonts(fonts[style.font][0])}{size}</w:rPr></w:style>'
    )


def _styles(fonts: dict[str, list[str]]) -> str:
    """The styles part: body type as the default, one style per kind of paragraph, one for labels."""
    body = f'{_fonts(fonts["body"][0])}<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>'
    styles = "".join(_style(name, style, fonts) for name, style in STYLES.items())
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{body}</w:rPr></w:rPrDefault>"
        '<w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        '<w:name w:val="Normal"/><w:qFormat/><w:pPr><w:widowControl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:customStyle="1" w:styleId="label"><w:name w:val="minutes label"/>'
        f"<w:rPr>{_fonts(fonts['black'][0])}</w:rPr></w:style>{styles}</w:styles>"
    )


def _run(text: str, properties: str = "") -> str:
    """One run of text, blanks kept."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(style: str, *texts: str) -> str:
    """One paragraph; of two texts the first is the label."""
    runs = [_run(text) for text in texts]
    if len(texts) > 1:
        runs[0] = _run(texts[0], '<w:rStyle w:val="label"/>')
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>'


def _footer(align: str, texts: list[str]) -> str:
    """A footer: the page number between dashes one character in from the outer edge, then the version line."""
    side = "right" if align == "right" else "left"
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{code}'
        for kind, code in (
            ("begin", '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'),
            ("separate", "<w:r><w:t>1</w:t></w:r>"),
            ("end", ""),
        )
    )
    properties = f'<w:pStyle w:val="folio"/><w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{align}"/>'
    number = f"<w:p><w:pPr>{properties}</w:pPr>{_run(DASH + ' ')}{field}{_run(' ' + DASH)}</w:p>"
    return f"<w:ftr {NAMESPACES}>{number}{''.join(_paragraph('seal', text) for text in texts)}</w:ftr>"


def _document(paragraphs: list[list[str]]) -> str:
    """The body and its one section."""
    body = "".join(_paragraph(*texts) for texts in paragraphs)
    return (
        f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr>"
        '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        f"<w:pgSz {PAGE}/><w:pgMar {MARGINS}/><w:docGrid {GRID}/></w:sectPr></w:body></w:document>"
    )


def _font_table(fonts: dict[str, list[str]]) -> str:
    """Named fonts (none is shipped) with the names to fall back to."""
    rows = "".join(
        f'<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(other)}/><w:charset w:val="86"/></w:font>'
        for name, other in fonts.values()
    )
    return f"<w:fonts {NAMESPACES}>{rows}</w:fonts>"


def _settings() -> str:
    """Odd and even footers, punctuation as Chinese text needs it, no automatic hyphenation."""
    return (
        f"<w:settings {NAMESPACES}><w:evenAndOddHeaders/>"
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:doNotExpandShiftReturn/><w:useFELayout/>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _relations(kinds: dict[str, str]) -> str:
    """A relationships part from targets and their full types, numbered in order."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(kinds.items(), 1)
    )
    return f'<Relationships xmlns="{PACKAGE_RELATIONS}">{rows}</Relationships>'


def _content_types(kinds: dict[str, str]) -> str:
    """The list of parts and their types."""
    rows = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def build(source: dict[str, Any]) -> bytes:
    """The form as a Word file from fonts, paragraphs (style, text) or (style, label, text), and footer lines."""
    fonts = source["fonts"]
    names = ("styles", "settings", "fontTable", "footer1", "footer2")
    types = {f"word/{name}.xml": f"{WORD}.{name.rstrip('12')}+xml" for name in names}
    types |= {"word/document.xml": f"{WORD}.document.main+xml"}
    types |= {"docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml"}
    parts = {
        "[Content_Types].xml": _content_types(types),
        "_rels/.rels": _relations(
            {
                "word/document.xml": f"{RELATIONS}/officeDocument",
                "docProps/core.xml": f"{PACKAGE_RELATIONS}/metadata/core-properties",
            }
        ),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{CORE}"/>',
        "word/_rels/document.xml.rels": _relations(
            {f"{name}.xml": f"{RELATIONS}/{name.rstrip('12')}" for name in names}
        ),
        "word/document.xml": _document(source["paragraphs"]),
        "word/styles.xml": _styles(fonts),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(fonts),
        "word/footer1.xml": _footer("right", source["footer"]),
        "word/footer2.xml": _footer("left", source["footer"]),
    }
    return pack({name: (HEAD + text).encode() for name, text in parts.items()})


def main() -> None:
    """Write the form anew from its source."""
    FORM.write_bytes(build(json.loads((TEMPLATES / "minutes.json").read_text("utf-8"))))


if __name__ == "__main__":
    main()
