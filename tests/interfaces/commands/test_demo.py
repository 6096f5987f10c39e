"""The founding case, from data files to issued files, to the last digit and qualifier (seed-facts.md)."""

import hashlib
import io
import json
import re

import docx
import openpyxl
import pypdf
import pytest
from wagtail.models import Site

from khuyenhoc.domain.organisation.models import Succession, UnitVersion
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.interfaces.portal.models import ArticlePage

CHAPTERS = {"thach-an": 217, "tp-cao-bang": 151, "quang-hoa": 258, "trung-khanh": 327, "ha-lang": 142}
FOUNDING_SENTENCES = (
    "1.095",
    "trên 60 nghìn",
    "6.126",
    "58/58",
    "387/QĐ-TTg",
    "677/QĐ-TTg",
    "hiếu học",
    "09/11/2022",
    "huyện Thạch An",
)


@pytest.fixture
def demo(khuyenhoc):
    code, out, _ = khuyenhoc("demo", "--no-serve")
    assert code == 0
    return out


def figures_of(khuyenhoc, unit):
    out = khuyenhoc("figures", "--unit", unit, "--period", "2022", "--format", "json")[1]
    return {(row["indicator"], row["kind"]): row for row in json.loads(out)}


def test_the_demo_prints_its_accounts(demo):
    assert "thachan" in demo
    assert "khuyen-hoc-2022" in demo


def test_the_figures_are_those_of_the_page(demo, khuyenhoc):
    cluster = figures_of(khuyenhoc, "mien-dong")

    assert {
        unit: figures_of(khuyenhoc, unit)["org.chapters", "typed"]["value"] for unit in CHAPTERS
    } == CHAPTERS
    assert cluster["org.chapters", "computed"]["value"] == 1095
    assert (
        cluster["org.chapters", "computed"]["reported"],
        cluster["org.chapters", "computed"]["expected"],
    ) == (5, 5)
    assert (cluster["org.members", "typed"]["value"], cluster["org.members", "typed"]["qualifier"]) == (
        60000,
        "over",
    )
    assert cluster["training.classes", "typed"]["value"] == 15
    thach_an = figures_of(khuyenhoc, "thach-an")
    assert thach_an["model.family_hieuhoc.registered", "typed"]["value"] == 6126
    assert thach_an["model.family_hieuhoc.registered", "typed"]["flags"] == "old_title"
    assert thach_an["model.clan.registered", "typed"]["value"] == 6
    assert thach_an["model.community.registered", "typed"]["value"] == 91
    units = thach_an["model.unit.registered", "typed"]
    assert (units["value"], units["base"], units["rate"]) == (58, 58, "100.00")


def test_no_district_has_a_member_count_and_none_is_made_up(demo, khuyenhoc):
    for unit in CHAPTERS:
        row = figures_of(khuyenhoc, unit)["org.members", "typed"]
        assert (row["value"], row["flags"]) == ("", "not_reported")


def test_the_clusters_own_word_is_added_to_nothing(demo, khuyenhoc):
    assert ("org.members", "computed") not in figures_of(khuyenhoc, "cao-bang")


def test_cao_bang_has_161_communes_to_30_june_2025_and_56_since(demo):
    communes = UnitVersion.objects.filter(kind__in=["commune", "ward", "town"])

    assert communes.filter(ends_on="2025-07-01").count() == 161
    assert communes.filter(starts_on="2025-07-01", ends_on__isnull=True).count() == 56
    assert (
        Succession.objects.filter(heir__isnull=False, reorganisation__effective_on="2025-07-01").count()
        == 161
    )


def test_the_2022_figures_seen_through_todays_tree_stand_whole_at_the_province(demo, khuyenhoc):
    out = khuyenhoc(
        "figures", "--unit", "cao-bang", "--period", "2022", "--tree-on", "2026-11-23", "--format", "json"
    )[1]

    today = {(row["indicator"], row["kind"]): row for row in json.loads(out)}
    assert today["org.chapters", "computed"]["value"] == 1095


def test_the_issued_files_say_the_same_and_bear_the_same_mark(demo, khuyenhoc, tmp_path):
    code, _out, _ = khuyenhoc(
        "pack", "review-meeting", "--cluster", "mien-dong", "--year", "2022", "--out", tmp_path
    )
    assert code == 0
    manifest = json.loads(next(tmp_path.glob("*.json")).read_text())
    files = {path.suffix: path.read_bytes() for path in tmp_path.iterdir()}

    word = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(files[".docx"])).paragraphs)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files[".pdf"])).pages]
    book = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(files[".xlsx"]))

    for said in FOUNDING_SENTENCES:
        assert said in re.sub(r"\[\d+\]", "", word), said
        assert said in re.sub(r"\s+", " ", re.sub(r"\[\d+\]", "", " ".join(pages))), said
    assert all(manifest["fingerprint"] in re.sub(r"\s", "", page) for page in pages)
    numbers = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert numbers >= {217, 151, 258, 327, 142, 1095, 60000, 15, 6126, 6, 91, 58}
    assert any(
        str(cell.value).startswith("=SUM(") for sheet in formulas for row in sheet.iter_rows() for cell in row
    )
    for name, kept in manifest["files"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == kept


def test_issuing_again_without_a_change_is_the_same_issue(demo, khuyenhoc, tmp_path):
    khuyenhoc("pack", "review-meeting", "--cluster", "mien-dong", "--year", "2022", "--out", tmp_path)

    assert IssuedPack.objects.count() == 1


def test_after_a_change_a_new_issue_says_what_differs_and_the_first_stays(demo, khuyenhoc, sheet, tmp_path):
    first = IssuedPack.objects.get()
    khuyenhoc(
        "load", "figures", sheet("more.csv", "unit,period,indicator,value\nha-lang,2022,org.chapters,143\n")
    )

    out = khuyenhoc("pack", "review-meeting", "--cluster", "mien-dong", "--year", "2022", "--out", tmp_path)[
        1
    ]

    assert "Huyện Hạ Lang – Chi hội: 142 → 143." in out
    assert "Cụm thi đua miền Đông – Chi hội: 1.095 → 1.096." in out
    assert IssuedPack.objects.get(issue=1).content == first.content


def test_the_article_shows_the_packs_numbers(demo, client):
    page = ArticlePage.objects.live().get()
    host = Site.objects.get(is_default_site=True).hostname

    text = client.get(page.url, headers={"host": host}).content.decode()

    for said in (
        "217",
        "151",
        "258",
        "327",
        "142",
        "1.095",
        "trên 60",
        "6.126",
        "58/58",
        "Trần Nhung – Tuấn Anh",
    ):
        assert said in text


def test_a_second_demo_keeps_what_was_entered(demo, khuyenhoc, sheet):
    khuyenhoc(
        "load", "figures", sheet("more.csv", "unit,period,indicator,value\nha-lang,2022,org.chapters,143\n")
    )

    khuyenhoc("demo", "--no-serve")

    assert figures_of(khuyenhoc, "ha-lang")["org.chapters", "typed"]["value"] == 143
