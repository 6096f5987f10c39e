"""Reforms killed in the middle, and two at once: applied whole or not at all, one after the other."""

import signal
import time

import pytest

from tests.migrated import migrated_platform
from tests.processes import command, run

COMMUNES = 1_500
HEADER = "effective_on,document,act,unit,heir,parent,kind,name,official_code,note"


def reform(home, document, *rows):
    file = home / f"{document}.csv"
    file.write_text(
        "\n".join([HEADER, *(f"2025-07-01,{document}/NQ,{row}" for row in rows)]), encoding="utf-8"
    )
    return file


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A platform in a new directory, with a province of many communes."""
    place = tmp_path_factory.mktemp("reforms")
    migrated_platform(place)
    units = ["key,parent,kind,name,official_code,valid_from,valid_to", "tinh,,province,Mẫu,90,,"]
    units += [f"xa-{number},tinh,commune,Xã {number},,," for number in range(COMMUNES)]
    (place / "units.csv").write_text("\n".join(units), encoding="utf-8")
    assert run(place, "load", "units", place / "units.csv")[0] == 0
    return place


def test_a_reform_killed_at_any_moment_changed_all_or_nothing(home):
    rows = [
        f"merge,xa-{n},moi-{n // 3},tinh,commune,Mới {n // 3},,"
        if n % 3 == 0
        else f"merge,xa-{n},moi-{n // 3},,,,,"
        for n in range(COMMUNES)
    ]
    sheet = reform(home, "1", *rows)
    seen_unfinished = 0

    for wait in (1.0, 1.3, 1.6, 1.9):
        with command(home, "load", "reorganisations", sheet) as started:
            time.sleep(wait)
            unfinished = started.poll() is None
            started.send_signal(signal.SIGKILL)
            started.communicate()
        code, out, err = run(home, "load", "reorganisations", sheet, "--dry-run")
        assert (code, "Traceback" in err) == (0, False)
        if "đã áp dụng" in out:
            assert run(home, "reverse", "1/NQ")[0] == 0
        else:
            assert out.startswith(f"1/NQ, từ ngày 01/07/2025: lập {COMMUNES // 3}, kết thúc 1.500")
            seen_unfinished += unfinished

    assert seen_unfinished
    assert run(home, "load", "reorganisations", sheet)[0] == 0
    assert run(home, "reverse", "1/NQ")[0] == 0


def test_of_two_reforms_at_once_that_want_the_same_unit_one_is_applied_and_the_other_refused(home):
    sheets = [reform(home, name, f"merge,xa-0,heir-{name},tinh,commune,{name},,") for name in ("2", "3")]

    with (
        command(home, "load", "reorganisations", sheets[0]) as one,
        command(home, "load", "reorganisations", sheets[1]) as two,
    ):
        said = [(process.communicate(timeout=120), process.returncode) for process in (one, two)]

    assert sorted(code for _, code in said) == [0, 1]
    refused = next(err for (_, err), code in said if code == 1)
    assert "xa-0" in refused
    assert "Traceback" not in refused


def test_two_reforms_at_once_that_have_nothing_in_common_are_both_applied(home):
    sheets = [reform(home, name, f"merge,xa-{name},heir-{name},tinh,commune,{name},,") for name in ("4", "5")]

    with (
        command(home, "load", "reorganisations", sheets[0]) as one,
        command(home, "load", "reorganisations", sheets[1]) as two,
    ):
        codes = [(process.communicate(timeout=120), process.returncode)[1] for process in (one, two)]

    assert codes == [0, 0]
    assert [run(home, "reverse", f"{name}/NQ")[0] for name in ("4", "5")] == [0, 0]
