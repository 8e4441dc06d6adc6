"""Laws of the house about its sources: who may speak, commit, send, and how long a file may grow."""

import ast
import re
from collections.abc import Iterator

import pytest
import telegram

from tests.fakes.sources import ROOT, VERSIONS, Source, sources

HAN = re.compile("[\u3400-\u9fff]")

COMMITS = {"storage/database.py", "storage/one_turn.py"}
"""The door, and the driver behind it."""

OPENS_TRANSACTIONS = {
    "bot/handlers/": "a tap or a message is one transaction",
    "bot/cli/": "a command is one transaction",
    "bot/app.py": "the data's keys are proven at the start",
    "bot/product.py": "the bot's own bookkeeping",
    "bot/context.py": "the door handlers use",
    "bot/inbox.py": "an update is stored before it is confirmed",
    "bot/dispatcher.py": "chats are taken and given back, ends noted",
    "bot/switchboard.py": "a fresh command sets an unfinished dialogue aside first",
    "bot/wire.py": "Telegram's pause is kept the moment it is heard of",
    "bot/rehearsal/sample.py": "the sample is laid out at once, or not at all",
    "jobs/": "a job is a door",
}
SPEAKS_TO_TELEGRAM = {"bot/courier.py", "bot/wire.py"}
LONGEST_FILE = 300
LONG_FILES = {
    "bot/documents/values.py": "the values of every document, one dataclass each",
}
LONGEST_FUNCTION = 45


def allowed(source: Source, places: dict[str, str] | set[str]) -> bool:
    return any(source.place.startswith(place) for place in places)


def chinese(source: Source) -> Iterator[str]:
    if not source.place.startswith("bot/texts/") and "Reads Chinese" not in source.docstring:
        yield from (source.at(words) for words in source.words() if HAN.search(words.value))


def commits(source: Source) -> Iterator[str]:
    if not allowed(source, COMMITS):
        yield from (source.at(call) for call, _, name in source.calls() if name == "commit")


def transactions(source: Source) -> Iterator[str]:
    if not allowed(source, OPENS_TRANSACTIONS):
        yield from (
            source.at(call)
            for call, owner, name in source.calls()
            if name == "begin" and owner.rsplit(".", 1)[-1] in ("sessions", "_sessions", "context")
        )


def dangers(source: Source) -> Iterator[str]:
    for call, owner, name in source.calls():
        bare = not owner and name in ("eval", "exec", "compile", "__import__")
        shell = (owner == "os" and name in ("system", "popen")) or any(
            keyword.arg == "shell" and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
            for keyword in call.keywords
        )
        if bare or shell or (owner == "yaml" and name.endswith("load")):
            yield source.at(call)
    for node in source.nodes(ast.Import, ast.ImportFrom):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        if {"pickle", "marshal", "shelve", "dill"} & {name.split(".")[0] for name in names}:
            yield source.at(node)


def made_up_sql(source: Source) -> Iterator[str]:
    for call, _, name in source.calls():
        if name == "text" and call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp | ast.Call):
            yield source.at(call)


_VERBS = ("send_", "edit_", "delete_", "copy_", "forward_", "pin_", "unpin_", "answer_")
# How updates arrive is the inbox's affair, and no message.
_SENDING = {name for name in dir(telegram.Bot) if name.startswith(_VERBS)} - {"delete_webhook"}
_SHORTCUTS = {name for name in dir(telegram.Message) if name.startswith(("reply_", "edit_"))} | {"send_message"}


def sending(source: Source) -> Iterator[str]:
    if source.place not in SPEAKS_TO_TELEGRAM and not source.place.startswith("bot/rehearsal/"):
        yield from (source.at(call) for call, owner, name in source.calls() if owner and name in _SENDING | _SHORTCUTS)


def unexplained_catches(source: Source) -> Iterator[str]:
    for handler in source.nodes(ast.ExceptHandler):
        wide = handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")
        here = source.lines[handler.lineno - 1 : handler.lineno + 1]
        if wide and not any("# " in line for line in here):
            yield source.at(handler)


_WAIVER = re.compile(r"#\s*(noqa|type: ignore)")
_REASON = re.compile(r"# noqa: [A-Z0-9, ]+ - \S|# type: ignore\[[a-z, -]+\]\s+# \S")


def unexplained_waivers(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.lines, 1):
        if _WAIVER.search(line) and not _REASON.search(line):
            yield f"{source.place}:{number}"


def long_functions(source: Source) -> Iterator[str]:
    for node in source.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        if node.end_lineno - node.lineno >= LONGEST_FUNCTION and not source.place.startswith(VERSIONS):
            yield f"{source.at(node)} {node.name}"


BREACHES = [
    (chinese, 'label = "参加"'),
    (chinese, 'label = f"{name}同志"'),
    (commits, "session.commit()"),
    (transactions, "self._sessions.begin()"),
    (transactions, "context.begin()"),
    (dangers, "import pickle"),
    (dangers, "from marshal import loads"),
    (dangers, "eval(words)"),
    (dangers, "os.system(words)"),
    (dangers, "subprocess.run(words, shell=True)"),
    (dangers, "yaml.load(words)"),
    (made_up_sql, 'text(f"SELECT {name}")'),
    (made_up_sql, 'sa.text("SELECT " + name)'),
    (made_up_sql, 'text("SELECT {}".format(name))'),
    (sending, "bot.send_message(1, words)"),
    (sending, "context.bot.edit_message_text(words)"),
    (sending, "message.reply_text(words)"),
    (unexplained_catches, "try:\n    pass\nexcept Exception:\n    pass"),
    (unexplained_catches, "try:\n    pass\nexcept:\n    pass"),
    (unexplained_waivers, "x = 1  # noqa: S101"),
    (unexplained_waivers, "x = 1  # type: ignore[arg-type]"),
    (long_functions, "def f():\n" + "    x = 1\n" * 45),
]


@pytest.mark.parametrize(("law", "breach"), BREACHES)
def test_a_breach_would_be_seen(law, breach):
    assert len(list(law(Source("storage/planted.py", f'"""Words."""\n{breach}\n')))) == 1


@pytest.mark.parametrize("law", dict.fromkeys(law for law, _ in BREACHES), ids=lambda law: law.__name__)
def test_a_law_is_kept_everywhere(law):
    assert [where for source in sources() for where in law(source)] == []


def test_docstrings_and_modules_that_read_chinese_may_name_what_they_mean():
    for text in ('"""The button 参加."""', '"""Reads Chinese."""\nlabel = "参加"'):
        assert list(chinese(Source("storage/planted.py", text))) == []


def test_files_stay_short():
    long = {source.place for source in sources() if len(source.lines) > LONGEST_FILE and VERSIONS not in source.place}
    assert long == set(LONG_FILES)


def test_every_exception_is_still_needed():
    begun = {source.place for source in sources() for _, _, name in source.calls() if name == "begin"}
    assert [place for place in OPENS_TRANSACTIONS if not any(each.startswith(place) for each in begun)] == []


def test_the_project_speaks_of_itself_alone():
    kinds = {".py", ".toml", ".md", ".txt", ".html", ".js", ".css", ".json", ".typ", ".lock"}
    files = [
        ROOT / name for name in ("pyproject.toml", "Makefile", ".env.example", "README.md") if (ROOT / name).exists()
    ]
    files += [file for room in ("bot", "jobs", "storage", "tests", "docs") for file in (ROOT / room).rglob("*")]
    words = re.compile("/" + "work/|/" + "root/|py" + r"pi\.org|python" + "hosted")
    read = ((file, file.read_text("utf-8")) for file in files if file.suffix in kinds or file.parent == ROOT)
    assert [file.relative_to(ROOT).as_posix() for file, text in read if words.search(text)] == []
