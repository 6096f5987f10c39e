"""Processes that are killed in the middle, and two at once: nothing is lost, nothing is half stored."""

import csv
import io
import os
import signal
import socket
import time
from contextlib import closing

import psutil
import pytest

from khuyenhoc.foundation.values.catalogue import indicators
from tests.migrated import migrated_platform
from tests.processes import command, run

COMMUNES = 120


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """
    A platform of its own in a new directory, with a province of many communes and a large sheet to load.
    """
    home = tmp_path_factory.mktemp("killed")
    migrated_platform(home)
    units = ["key,parent,kind,name,official_code,valid_from,valid_to", "tinh,,province,Mẫu,90,,"]
    units += [f"xa-{number},tinh,commune,Xã {number},,," for number in range(COMMUNES)]
    (home / "units.csv").write_text("\n".join(units), encoding="utf-8")
    codes = [code for code, indicator in indicators().items() if indicator.measure != "vnd"]
    rows = [f"xa-{number},2022,{code},{number + 1}" for number in range(COMMUNES) for code in codes]
    (home / "figures.csv").write_text("\n".join(["unit,period,indicator,value", *rows]), encoding="utf-8")
    run(home, "load", "units", home / "units.csv")
    return home, len(rows)


def figures_stored(home):
    code, out, err = run(home, "figures", "--unit", "tinh", "--period", "2022", "--format", "csv")
    assert (code, err) == (0, "")
    return [row for row in csv.DictReader(io.StringIO(out)) if row["value"]]


def test_a_load_killed_at_any_moment_stores_nothing_or_all_and_the_next_one_stores_all(place):
    home, rows = place
    whole = {str(COMMUNES * (COMMUNES + 1) // 2)}

    for wait in (1.2, 1.8, 2.4):
        with command(home, "load", "figures", home / "figures.csv") as started:
            time.sleep(wait)
            started.send_signal(signal.SIGKILL)
            started.communicate()
        assert {row["value"] for row in figures_stored(home)} in (set(), whole)

    code, out, _ = run(home, "load", "figures", home / "figures.csv")
    assert code == 0
    assert "giữ nguyên" in out
    assert {row["value"] for row in figures_stored(home)} == whole
    assert rows == COMMUNES * len(figures_stored(home))


def test_two_people_loading_the_same_sheet_at_once_store_it_once(place):
    home, _ = place
    sheet = home / "again.csv"
    sheet.write_text(
        "unit,period,indicator,value\n" + "\n".join(f"xa-{n},2021,org.members,{n}" for n in range(COMMUNES)),
        encoding="utf-8",
    )

    with command(home, "load", "figures", sheet) as one, command(home, "load", "figures", sheet) as two:
        said = sorted([one.communicate(timeout=120)[0], two.communicate(timeout=120)[0]])

    assert said == [
        f"Đã lưu: 0 số liệu mới, 0 thay đổi, {COMMUNES} giữ nguyên.\n",
        f"Đã lưu: {COMMUNES} số liệu mới, 0 thay đổi, 0 giữ nguyên.\n",
    ]


def processes_of(serving):
    """The web processes of a server, and its worker of background jobs."""
    children = psutil.Process(serving.pid).children()
    workers = [child for child in children if "work" in child.cmdline()]
    return [child for child in children if child not in workers], workers


def a_free_port():
    with closing(socket.socket()) as sample:
        sample.bind(("127.0.0.1", 0))
        return sample.getsockname()[1]


def served(home, *arguments):
    return command(home, "serve", "--port", str(a_free_port()), *arguments)


def first_words(serving):
    said = serving.stdout.readline()
    assert said.startswith("Khuyến học đang chạy"), said
    for _ in range(100):
        if processes_of(serving)[1]:
            break
        time.sleep(0.05)
    return processes_of(serving)


def test_the_server_runs_a_process_for_each_core_and_the_worker_and_ends_them_all(place):
    home, _ = place

    with served(home) as serving:
        web, workers = first_words(serving)
        serving.send_signal(signal.SIGTERM)
        _, complained = serving.communicate(timeout=60)

    assert (serving.returncode, complained) == (0, "")
    assert len(web) == min(len(os.sched_getaffinity(0)), 8)
    assert len(workers) == 1
    assert not [process for process in (*web, *workers) if process.is_running()]


def test_the_worker_ends_with_a_server_that_is_killed(place):
    home, _ = place

    with served(home, "--processes", "1") as serving:
        web, workers = first_words(serving)
        serving.kill()
        serving.wait()
        _, alive = psutil.wait_procs(workers, timeout=60)
        for process in web:
            process.kill()  # granian leaves its processes behind when it is killed

    assert (len(web), len(workers)) == (1, 1)
    assert alive == []


def test_the_worker_is_left_out_when_asked(place):
    home, _ = place

    with served(home, "--processes", "1", "--no-worker") as serving:
        said = serving.stdout.readline()
        web, workers = processes_of(serving)
        serving.send_signal(signal.SIGTERM)
        _, complained = serving.communicate(timeout=60)

    assert said.startswith("Khuyến học đang chạy"), complained

    assert (len(web), len(workers)) == (1, 0)


def test_two_people_reporting_the_same_registers_at_once_state_them_once(place):
    home, _ = place
    listed = home / "ho.csv"
    listed.write_text("STT,Họ và tên chủ hộ,Xóm,Số khẩu\n1,Nông Văn Hoà,,4\n", encoding="utf-8")
    code, _, err = run(home, "load", "register", "family", listed, "--unit", "xa-1", "--year", "2024")
    assert (code, err) == (0, "")
    asked = ("report-registers", "--unit", "xa-1", "--period", "2024")

    with command(home, *asked) as one, command(home, *asked) as two:
        said = sorted(each.communicate(timeout=120)[0].splitlines()[0] for each in (one, two))

    assert [line.partition(": ")[2] for line in said] == [
        "đã báo cáo 0 số liệu đếm từ sổ, 1 giữ nguyên.",
        "đã báo cáo 1 số liệu đếm từ sổ, 0 giữ nguyên.",
    ]


def test_a_recount_sees_one_moment_and_finds_all_sums_as_they_are_kept(place):
    home, _ = place
    run(home, "load", "figures", home / "figures.csv")

    for asked in (("recount",), ("recount", "--check")):
        code, out, err = run(home, *asked)
        assert (code, err) == (0, "")
        assert out.endswith(" tổng khớp, 0 tổng lệch.\n")
        assert not out.startswith("0 ")
