"""Commands in the spellings people type beside those of the menu."""

import pytest

from bot.typed_commands import Typed, read_command


@pytest.mark.parametrize(
    "text",
    ["/SCHEDULE 党课", "／schedule 党课", "/schedule\n党课", "/开会\n党课", "／开会　党课", "开会　党课", "開會 党课"],
)
def test_a_command_is_known_by_either_slash_blank_and_script(text: str) -> None:
    assert read_command(text, "sanhui_bot") == Typed("schedule", "党课")


@pytest.mark.parametrize(
    "text", ["", "／", "//开会", "开会党课", "对照检查\n一、问题", "/schedule@other 党课", "\ud800"]
)
def test_other_texts_are_no_commands(text: str) -> None:
    assert read_command(text, "sanhui_bot") is None
