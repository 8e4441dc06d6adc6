"""The one typst compiler: one job at a time, beside the event loop, with the fonts vendored here.

The compiler may not be entered twice, and a job takes up to some tenths of a second. Data go in as inert JSON.
"""

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from bot.documents.labels import FONTS, TEMPLATES
from bot.documents.plain import clean

PIXELS_PER_INCH = 72.0
PRODUCT = b"Sanhui"
_CREATOR = re.compile(rb"(/Creator\(|<xmp:CreatorTool>|<stEvt:softwareAgent>)(Typst [0-9.]+)")


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The same value with every text made printable."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(part) for key, part in value.items()}
    return [_cleaned(part) for part in value] if isinstance(value, (list, tuple)) else value


def _of_ours(pdf: bytes) -> bytes:
    """Name the product as the creator; as long as what stood there, for a PDF counts its bytes."""
    return _CREATOR.sub(lambda found: found[1] + PRODUCT.ljust(len(found[2])), pdf)


class Typesetter:
    """Compiles the templates beside this module; ``fonts`` may name a folder with the reader's own fonts."""

    def __init__(self, fonts: Path | None = None) -> None:
        paths = [str(FONTS), *([str(fonts)] if fonts else [])]
        import typst  # late: letters know this module, few of them draw

        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
        self._compiler = typst.Compiler(root=str(TEMPLATES), font_paths=found, ignore_system_fonts=True)
        self._hand = ThreadPoolExecutor(1, "typesetter")

    async def picture(self, template: str, values: dict[str, Any]) -> bytes:
        """The template's page as PNG, one pixel a point; raises typst.TypstError when the template is broken."""
        return await self._set(template, values, format="png", ppi=PIXELS_PER_INCH)

    async def document(self, template: str, values: dict[str, Any], moment: datetime) -> bytes:
        """The template's pages as PDF dated ``moment`` (aware UTC): equal arguments give equal bytes.

        PDF/A-3b for the archive, unless the text holds a character no font has (emoji): that standard forbids it.
        """
        import typst  # late, as above

        options = {"format": "pdf", "timestamp": int(moment.timestamp())}
        try:
            return _of_ours(await self._set(template, values, pdf_standards="a-3b", **options))
        except typst.TypstError:
            return _of_ours(await self._set(template, values, **options))

    async def _set(self, template: str, values: dict[str, Any], **options: Any) -> bytes:  # noqa: ANN401 - typst's own
        """Have the one thread compile, after what it was given before."""
        inputs = {"data": json.dumps(_cleaned(values), ensure_ascii=False)}
        work = partial(self._compile, str(TEMPLATES / f"{template}.typ"), inputs, options)
        return await asyncio.get_running_loop().run_in_executor(self._hand, work)

    def _compile(self, source: str, inputs: dict[str, str], options: dict[str, Any]) -> bytes:
        """The bytes of one job; a picture template that grew a second page is a mistake of ours."""
        made = self._compiler.compile(input=source, sys_inputs=inputs, **options)
        if not isinstance(made, bytes):
            raise TypeError(source)
        return made


@cache
def shared() -> Typesetter:
    """Return the one typesetter with the vendored fonts alone, made when it is first asked for."""
    return Typesetter()
