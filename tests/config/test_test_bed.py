"""What the tests stand on does what it says."""

import socket
import urllib.request

import pytest
from playwright.sync_api import Page


def test_a_test_cannot_reach_another_machine_by_name_or_number() -> None:
    with pytest.raises(RuntimeError, match=r"this machine only"):
        urllib.request.urlopen("http://example.org/")

    with socket.socket() as attempt, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        attempt.connect(("192.0.2.1", 80))


@pytest.mark.browser
def test_the_browser_shows_a_page_and_runs_its_scripts(page: Page) -> None:
    page.set_content(
        "<title>Khuyến học</title><p></p><script>document.querySelector('p').textContent = 6 * 7</script>"
    )

    assert page.title() == "Khuyến học"
    assert page.locator("p").text_content() == "42"
