"""Files before a real browser: attached to a start form that is refused first, seen on the case, fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import SignIn, follow
from papers import PDF
from playwright.sync_api import FilePayload

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo of files")]
PAPER: FilePayload = {"name": "報告書.pdf", "mimeType": "application/pdf", "buffer": PDF}
TITLED: FilePayload = {"name": "通話 記録.txt", "mimeType": "text/plain", "buffer": "記録".encode()}


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [1440, 320])
def test_a_file_stays_attached_through_a_refusal(sign_in: SignIn, width: int, script: bool) -> None:
    visit = sign_in("uketsuke", width=width, script=script)
    page = visit.go("/cases/new/incident")
    page.set_input_files("#a-documents", [PAPER])
    follow(page.locator("main .form-end .button--primary"))
    kept = page.locator("input[name='a-documents']")
    assert kept.is_checked() and "報告書.pdf" in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if script:
        assert visit.axe() == []


def test_a_file_attached_to_a_case_is_listed_and_saved(sign_in: SignIn, tmp_path: Path) -> None:
    visit = sign_in("uketsuke", width=320)
    page = visit.go("/cases")
    follow(page.locator("main a[href^='/cases/']:not([href*='new'])").first)
    follow(page.locator("main a[href$='/attach']"))
    page.fill("#title", "電話の記録")
    page.set_input_files("#file", [TITLED])
    follow(page.locator("main .form-end .button--primary"))
    link = page.locator(".files a.files__name").last
    assert link.inner_text() == "通話 記録.txt"
    assert visit.axe() == [] and page.evaluate("document.documentElement.scrollWidth") <= 320
    with page.expect_download() as saving:
        link.click()
    saving.value.save_as(tmp_path / "saved")
    assert saving.value.suggested_filename == "通話 記録.txt"
    assert (tmp_path / "saved").read_text("utf-8") == "記録"
