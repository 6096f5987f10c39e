"""`khuyenhoc load nation` over a made-up package: checked, loaded, and what is stored already left alone."""

import csv
import io
from datetime import date

import pytest

from khuyenhoc.domain.organisation import queries, services
from khuyenhoc.domain.organisation.models import Reorganisation, Unit
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.foundation.values.mandates import Action, UnitId
from tests.interfaces.commands import small_nation


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Whoever runs the package's code fails."""
    small_nation.write(tmp_path / "vietnamadminunits" / "data")
    (tmp_path / "vietnamadminunits" / "__init__.py").write_text(
        "raise RuntimeError('this code must not run')", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)


def store(line):
    sheet = f"key,parent,kind,name,official_code,valid_from,valid_to\n{line}\n".encode()
    services.load_units(
        mandate=platform_mandate(Action.ORGANISE, on=date(2026, 1, 1)), content=sheet, file_name="units.csv"
    )


def versions_of(key):
    return queries.versions_on_record(UnitId(Unit.objects.get(key=key).pk))


def keys_on(day):
    return {unit.key for unit in queries.names(list(queries.tree(on=day).parent_of), on=day).values()}


def test_the_country_stands_before_and_since_the_reform(package, khuyenhoc):
    code, _, err = khuyenhoc("load", "nation")

    assert (code, "✓ NQ-UBTVQH15 tỉnh Suối Bạc (chưa rõ số), 01/07/2025: 9 dòng." in err) == (0, True)
    assert len(keys_on(date(2025, 6, 30))) == 1 + 2 + 3 + 5
    assert keys_on(date(2025, 7, 1)) == {
        "viet-nam", "suoi-bac", "suoi-bac-an-binh", "suoi-bac-ben-da", "suoi-bac-dao-nho",
        "suoi-bac-suoi-bac",
    }  # fmt: skip


def test_a_province_that_takes_over_anothers_code_bears_it_from_that_day(package, khuyenhoc):
    khuyenhoc("load", "nation")

    assert [(unit.official_code, unit.validity.start.year) for unit in versions_of("suoi-bac")] == [
        ("73", 1),
        ("71", 2025),
    ]


def test_loading_it_again_changes_nothing_and_says_so(package, khuyenhoc):
    khuyenhoc("load", "nation")
    units, acts = Unit.objects.count(), Reorganisation.objects.count()

    code, _, err = khuyenhoc("load", "nation")

    assert (code, Unit.objects.count(), Reorganisation.objects.count()) == (0, units, acts)
    assert "Cả 11 đơn vị đã có, giữ như đã lưu." in err
    assert err.count("đã áp dụng từ trước, bỏ qua.") == 2


def test_a_dry_run_stores_nothing(package, khuyenhoc):
    code, out, err = khuyenhoc("load", "nation", "--dry-run")

    assert (code, Unit.objects.count(), Reorganisation.objects.count()) == (0, 0, 0)
    assert "Xem thử, chưa lưu: 11 đơn vị mới" in err
    assert "chỗ khác nhau." in out


def test_the_check_as_csv_has_its_columns_and_bare_digits(package, khuyenhoc):
    _, out, _ = khuyenhoc("load", "nation", "--dry-run", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == ["subject", "expected", "package", "sentence"]
    assert ("Đơn vị cấp xã từ 1/7/2025", "3321", "4") in {
        (row["subject"], row["expected"], row["package"]) for row in rows
    }


def test_a_stored_unit_keeps_what_is_stored_and_comes_under_the_country(package, khuyenhoc):
    store("doi-xanh,,province,Đồi Xanh Cũ,71,,")

    _, _, err = khuyenhoc("load", "nation")

    doi_xanh = versions_of("doi-xanh")[0]
    assert (doi_xanh.name, doi_xanh.parent) == ("Đồi Xanh Cũ", Unit.objects.get(key="viet-nam").pk)
    assert "Tỉnh Đồi Xanh Cũ từ nay đứng dưới Việt Nam; tên, mã và thời gian giữ như đã lưu." in err


def test_a_code_that_is_another_units_already_stops_it_with_the_place(package, khuyenhoc):
    store("tinh-khac,,province,Khác,71,,")

    code, _, err = khuyenhoc("load", "nation")

    assert (code, Unit.objects.count()) == (1, 1)
    assert "Mã 71 trong cùng thời gian đã thuộc về “tinh-khac”." in err


def test_without_the_package_the_command_says_how_to_get_it(khuyenhoc, monkeypatch):
    monkeypatch.setattr("khuyenhoc.interfaces.commands.nation.package.PACKAGE", "a_package_nobody_has")

    code, out, err = khuyenhoc("load", "nation")

    assert (code, out) == (1, "")
    assert "make nation" in err
