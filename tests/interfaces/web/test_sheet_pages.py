"""Loading a sheet: hand in, see what would change, store all or the sound rows, see what follows."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.foundation.waiting.models import WaitingSheet
from tests import factories
from tests.cast import Cast, client_of
from tests.factories import FigureCells
from tests.interfaces.web.conftest import Answer, In, words

SOUND: FigureCells = {"unit": "duc-long", "period": "2024", "indicator": "org.chapters", "value": 19}
UNSOUND: FigureCells = {"unit": "duc-long", "period": "2024", "indicator": "org.members", "value": "4 người"}


def hand_in(client: Client, *rows: FigureCells, name: str = "so-lieu.csv") -> Answer:
    file = SimpleUploadedFile(name, factories.figure_sheet(*rows))
    return client.post(reverse("web:sheet-load"), {"file": file}, follow=True)


def test_handing_in_a_sheet_shows_what_would_change_and_stores_nothing(cast: Cast, signed_in: In) -> None:
    factories.figures({**SOUND, "value": 18})

    page = words(hand_in(signed_in(cast.commune), SOUND, {**SOUND, "indicator": "org.members", "value": 300}))

    assert "Nothing has been stored yet." in page
    assert "Store 2 figures" in page
    assert "Xã Đức Long Chapters Year 2024 18 19" in page
    assert FigureSheet.objects.count() == 1


def test_a_row_that_cannot_be_stored_is_named_with_its_column_and_the_way_out(
    cast: Cast, signed_in: In
) -> None:
    page = words(hand_in(signed_in(cast.commune), SOUND, UNSOUND))

    assert (
        "Row 3, column Số lượng: &#x27;4 người&#x27; is not a number. Write 4, then load the file again."
        in page
    )
    assert "Store only the sound rows (1 figure)" in page


def test_storing_says_what_was_stored_and_what_follows(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)
    hand_in(client, SOUND)
    waiting = WaitingSheet.objects.get()

    answer = client.post(reverse("web:sheet-store", kwargs={"token": waiting.token}), follow=True)

    assert "Stored: 1 figure." in words(answer)
    assert reverse("web:figures", kwargs={"key": "duc-long"}) + "?period=2024" in answer.content.decode()
    assert ReportedFigure.objects.get().value == 19
    assert FigureSheet.objects.get().loaded_by == cast.commune


def test_the_sound_rows_alone_are_stored_when_asked(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)
    hand_in(client, SOUND, UNSOUND)
    waiting = WaitingSheet.objects.get()

    answer = client.post(
        reverse("web:sheet-store", kwargs={"token": waiting.token}), {"sound_only": "1"}, follow=True
    )

    assert "1 row was not stored." in words(answer)
    assert ReportedFigure.objects.count() == 1


def test_a_sheet_with_a_fault_is_not_stored_whole(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)
    hand_in(client, SOUND, UNSOUND)
    waiting = WaitingSheet.objects.get()

    answer = client.post(reverse("web:sheet-store", kwargs={"token": waiting.token}), follow=True)

    assert "Nothing was stored. 1 place stands in the way now." in words(answer)
    assert ReportedFigure.objects.count() == 0


def test_a_unit_outside_the_mandate_is_refused_row_by_row(cast: Cast, signed_in: In) -> None:
    page = words(hand_in(signed_in(cast.commune), {**SOUND, "unit": "dong-khe"}))

    assert "You are not responsible for “dong-khe”." in page
    assert "Store 1 figure" not in page


def test_a_sheet_put_aside_is_gone(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)
    hand_in(client, SOUND)
    waiting = WaitingSheet.objects.get()

    answer = client.post(reverse("web:sheet-discard", kwargs={"token": waiting.token}), follow=True)

    assert "Nothing was stored." in words(answer)
    assert WaitingSheet.objects.count() == 0


def test_storing_twice_stores_once_and_says_where_to_look(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)
    hand_in(client, SOUND)
    address = reverse("web:sheet-store", kwargs={"token": WaitingSheet.objects.get().token})

    client.post(address)
    again = client.post(address, follow=True)

    assert "This sheet waits no longer" in words(again)
    assert FigureSheet.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"%PDF-1.7"), ("a.csv", b"ten,so\n1,2\n"), ("a.xlsx", b"PK\x03\x04hong"), ("a.csv", b"")],
)
def test_a_file_that_is_no_sheet_is_refused_beside_its_field(
    cast: Cast, signed_in: In, name: str, content: bytes
) -> None:
    answer = signed_in(cast.commune).post(
        reverse("web:sheet-load"), {"file": SimpleUploadedFile(name, content)}
    )

    assert answer.status_code == 422
    assert 'class="field has-error"' in answer.content.decode()
    assert WaitingSheet.objects.count() == 0


def test_no_file_is_said_beside_its_field(cast: Cast, signed_in: In) -> None:
    assert "No file yet." in words(signed_in(cast.commune).post(reverse("web:sheet-load"), {}))


def test_a_body_over_the_bound_is_not_read(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.commune).generic(
        "POST",
        reverse("web:sheet-load"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(60 * 1024 * 1024),
    )

    assert answer.status_code == 413
    assert "The file is larger than 50 MB." in words(answer)


def test_handing_in_needs_the_pages_own_form(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(cast.commune).cookies

    answer = client.post(
        reverse("web:sheet-load"), {"file": SimpleUploadedFile("a.csv", factories.figure_sheet(SOUND))}
    )

    assert answer.status_code == 403
    assert WaitingSheet.objects.count() == 0


def test_the_blank_sheet_can_be_handed_in_again_and_lists_every_code(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.commune).get(reverse("web:sheet-blank"))

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    heading = book.get_sheet_by_index(0).to_python()[0]
    guide = [str(row[0]) for row in book.get_sheet_by_index(1).to_python()]
    assert heading[:4] == ["Mã đơn vị", "Kỳ báo cáo", "Mã chỉ tiêu", "Số lượng"]
    assert any(line.startswith("org.chapters:") for line in guide)


def test_the_history_says_who_loaded_what(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)
    hand_in(client, SOUND, name="quý-4.csv")
    client.post(reverse("web:sheet-store", kwargs={"token": WaitingSheet.objects.get().token}))

    page = words(client.get(reverse("web:sheet-load")))

    assert "quý-4.csv" in page
    assert "Lý Văn Xã" in page


def test_the_list_of_faults_is_taken_away_whole(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)
    hand_in(client, UNSOUND)

    answer = client.get(
        reverse("web:sheet-trial", kwargs={"token": WaitingSheet.objects.get().token}), {"problems": "csv"}
    )

    assert "2,Row 2" in answer.content.decode("utf-8-sig").replace('"', "")
