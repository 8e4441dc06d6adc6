"""``python -m tests.web.screenshots docs/pictures``: what people see in the demonstration, photographed in a browser.

Pictures: the meeting card with its answers, the minutes in private, the compliance list and the weekly summary.
"""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, expect, sync_playwright

from tests.bot import test_full_circle as circle
from tests.web.browser import NAMES, PATIENCE_MS
from tests.web.playing import Playing, demonstration
from tests.web.rehearsal_scene import bubbles, group, private

WIDTH, HEIGHT, SHARPNESS, ROOM = 1280, 1600, 2, 8
Moment = Callable[[Page], Locator]


def whole(page: Page) -> Locator:
    """The whole page."""
    return page.locator("body")


def card(page: Page) -> Locator:
    """The meeting card in the group."""
    return group(page).locator(".message").filter(has_text="应到5").last


def minutes(page: Page) -> Locator:
    """The draft of the minutes in the recorder's chat."""
    return private(page).locator(".message").filter(has_text="【决议】").last


def compliance(page: Page) -> Locator:
    """The compliance list of an ordinary member."""
    return private(page).locator(".message").filter(has_text="落实情况").last


def summary(page: Page) -> Locator:
    """The weekly summary in the group."""
    return group(page).locator(".message").filter(has_text="周报").last


SHOTS: tuple[tuple[str, str, Moment], ...] = (
    ("page", circle.SECRETARY, whole),
    ("card", circle.SECRETARY, card),
    ("minutes", circle.RECORDER, minutes),
    ("compliance", "罗明川", compliance),
    ("summary", circle.SECRETARY, summary),
)


def shoot(play: Playing, page: Page, folder: Path) -> None:
    """Photograph every moment from the screen of the person named beside it."""
    page.goto(play.url)
    expect(page.locator("main[inert]")).to_have_count(0)
    for name, person, moment in SHOTS:
        page.locator(f"[data-person='{play.ids[person]}']").click()
        expect(bubbles(group(page)).first).to_be_visible()
        expect(moment(page)).to_be_visible()
        moment(page).scroll_into_view_if_needed()
        page.evaluate("() => Promise.all([...document.images].map((each) => each.decode().catch(() => null)))")
        page.screenshot(path=folder / f"{name}.png", clip=_around(moment(page)), animations="disabled")


def _around(shown: Locator) -> FloatRect:
    """Where something stands on the screen, with a little room; by place, for the page redraws its messages."""
    box = shown.bounding_box()
    assert box is not None
    left, top = max(0, box["x"] - ROOM), max(0, box["y"] - ROOM)
    return {"x": left, "y": top, "width": box["width"] + 2 * ROOM, "height": box["height"] + 2 * ROOM}


def main(folder: Path) -> None:
    """Go round the circle once and leave the pictures in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        sys.exit(f"no browser on this machine (looked for {', '.join(NAMES)})")
    expect.set_options(timeout=PATIENCE_MS)
    with demonstration() as play, sync_playwright() as playwright:
        circle.test_one_meeting_from_the_line_to_the_summary(play)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SHARPNESS)
        shoot(play, page, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))
