"""Telegram's HTML, scanned byte by byte after the rules of its server (not those of a browser).

Unknown tags, a ``<`` before a blank, wrong nesting and open ends are errors with byte offsets; a lone ``&`` is text.
"""

import re
from dataclasses import dataclass, field

from bot.rehearsal.entities import utf16
from bot.rehearsal.errors import JsonDict
from bot.rehearsal.tags import STYLES, Open, argument_of, details_of, fail

NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
SPACE = frozenset(b" \t\r\n\v\0")
NAME_END = SPACE | frozenset(b"=>/\"'")
ALPHA = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
DIGIT = frozenset(b"0123456789")
HEX = DIGIT | frozenset(b"abcdefABCDEF")
TOKEN = ALPHA | DIGIT | frozenset(b".-")
END = 0
PLAIN = re.compile(rb"[^<&]+")


@dataclass
class Scanner:
    """One pass over the UTF-8 bytes of an HTML text."""

    data: bytes
    at: int = 0
    out: bytearray = field(default_factory=bytearray)
    entities: list[JsonDict] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)

    def byte(self, ahead: int = 0) -> int:
        """Return the byte at the cursor, 0 behind the end, as the server's C string has it."""
        position = self.at + ahead
        return self.data[position] if position < len(self.data) else END

    def run(self) -> tuple[str, list[JsonDict]]:
        """Return plain text and entities; raises ApiError 400 where the server would."""
        while self.at < len(self.data):
            if plain := PLAIN.match(self.data, self.at):
                self.out += plain[0]
                self.at = plain.end()
            elif self.byte() == ord("<"):
                self._tag()
            elif (char := self._reference()) is not None:
                self.out += char.encode("utf-8", "surrogatepass")
            else:
                self.out.append(self.byte())
                self.at += 1
        if self.open:
            raise fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return _decoded(self.out), sorted(self.entities, key=lambda item: (item["offset"], -item["length"]))

    def _skip(self, stop: frozenset[int], *, inside: bool) -> bytes:
        """Advance while bytes are (not) in ``stop`` and return what was passed."""
        begin = self.at
        while self.at < len(self.data) and (self.byte() in stop) is inside:
            self.at += 1
        return self.data[begin : self.at]

    def _blank(self) -> None:
        self._skip(SPACE - {END}, inside=True)

    def _reference(self) -> str | None:
        """Read ``&lt;``, ``&#39;`` and the like; leave the cursor where none is."""
        if self.byte() != ord("&"):
            return None
        begin = self.at
        self.at += 1
        char = self._number(begin) if self.byte() == ord("#") else NAMED.get(self._skip(ALPHA, inside=True))
        if char is None:
            self.at = begin
        elif self.byte() == ord(";"):
            self.at += 1
        return char

    def _number(self, begin: int) -> str | None:
        self.at += 1
        base, digits = 10, DIGIT
        if self.byte() == ord("x"):
            self.at, base, digits = self.at + 1, 16, HEX
        read = self._skip(digits, inside=True)
        code = int(read, base) if read else 0
        return chr(code) if 0 < code < 0x10FFFF and self.at - begin < 10 else None

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.byte() == ord("/"):
            self._close(begin)
        else:
            self._start(begin)

    def _start(self, begin: int) -> None:
        name = self._skip(SPACE | {ord(">")}, inside=False)
        if self.byte() == END:
            raise fail(f"Unclosed start tag at byte offset {begin}")
        tag = name.decode(errors="replace").lower()
        if tag not in STYLES:
            raise fail(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self.byte() != ord(">"):
            argument = self._attribute(tag, begin) or argument
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise fail(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(Open(tag, argument, self._offset(), len(self.out)))

    def _attribute(self, tag: str, begin: int) -> str:
        """Read one attribute and return the tag's argument if this attribute carries it."""
        self._blank()
        if self.byte() == ord(">"):
            return ""
        name = self._skip(NAME_END, inside=False).decode(errors="replace").lower()
        if not name:
            raise fail(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._blank()
        if self.byte() != ord("="):
            if self.byte() == END:
                raise fail(f'Unclosed start tag "{tag}" at byte offset {begin}')
            return argument_of(tag, name, "")
        self.at += 1
        self._blank()
        if self.byte() == END:
            raise fail(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._quoted() if self.byte() in b"'\"" else self._token()
        if self.byte() == END:
            raise fail(f"Unclosed start tag at byte offset {begin}")
        return argument_of(tag, name, value)

    def _token(self) -> str:
        begin = self.at
        value = self._skip(TOKEN, inside=True).decode().lower()
        if self.byte() not in SPACE | {ord(">")}:
            raise fail(f"Unexpected end of name token at byte offset {begin}")
        return value

    def _quoted(self) -> str:
        quote, value = self.byte(), bytearray()
        self.at += 1
        while self.byte() not in (quote, END):
            char = self._reference()
            if char is None:
                value.append(self.byte())
                self.at += 1
            else:
                value += char.encode("utf-8", "surrogatepass")
        self.at += self.byte() == quote
        return value.decode("utf-8", "replace")

    def _close(self, begin: int) -> None:
        if not self.open:
            raise fail(f"Unexpected end tag at byte offset {begin}")
        self.at += 1
        name = self._skip(SPACE | {ord(">")}, inside=False).decode(errors="replace").lower()
        self._blank()
        if self.byte() != ord(">"):
            raise fail(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        tag = self.open[-1].tag
        if name and name != tag:
            raise fail(f'Unmatched end tag at byte offset {begin}, expected "</{tag}>", found "</{name}>"')
        self._emit(self.open.pop())

    def _emit(self, closed: Open) -> None:
        """Add the entity of a closed tag; empty ones and links that lead nowhere vanish."""
        length = self._offset() - closed.offset
        if not length:
            return
        place: JsonDict = {"offset": closed.offset, "length": length}
        if closed.tag in ("pre", "code"):
            self._emit_code(closed, place)
        elif (details := details_of(closed, self.out[closed.begin :])) is not None:
            self.entities.append(details | place)

    def _emit_code(self, closed: Open, place: JsonDict) -> None:
        """Join ``<pre><code class="language-x">`` into one entity with a language."""
        last = self.entities[-1] if self.entities else {}
        same = {key: last.get(key) for key in place} == place
        if closed.tag == "pre" and same and last.get("type") == "code" and last.get("language"):
            last["type"] = "pre"
        elif closed.tag == "code" and same and last.get("type") == "pre" and closed.argument:
            last["language"] = closed.argument
        else:
            language = {"language": closed.argument} if closed.argument else {}
            self.entities.append({"type": closed.tag} | place | language)

    def _offset(self) -> int:
        return utf16(self.out.decode("utf-8", "replace"))


def read_html(source: str) -> tuple[str, list[JsonDict]]:
    """Return the plain text and entities of Telegram HTML; raises ApiError 400."""
    text, entities = Scanner(source.encode("utf-8", "surrogatepass")).run()
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, entities


def _decoded(data: bytearray) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise fail(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
            "surrogate code units"
        ) from error
