"""The rules of the house that no tool has."""

import re
from pathlib import Path

import pytest
from django.apps import apps

import khuyenhoc
from khuyenhoc.foundation.values import catalogue
from khuyenhoc.foundation.values.datafiles import DATA, load_toml, published_files_that_changed
from khuyenhoc.foundation.values.mandates import Action

BASE = Path(__file__).resolve().parents[2]
GLOSSARY = (BASE / "docs" / "glossary.md").read_text(encoding="utf-8")
SOURCES = [path for folder in ("khuyenhoc", "tests", "benchmarks") for path in (BASE / folder).rglob("*.py")]


def test_every_model_is_in_the_glossary():
    own = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("khuyenhoc.") and not model._meta.auto_created
    ]

    assert [name for name in own if f"`{name}`" not in GLOSSARY] == []


@pytest.mark.parametrize("action", Action)
def test_every_action_is_in_the_glossary_and_some_post_entitles_to_it(action):
    assert f"`{action}`" in GLOSSARY
    assert any(action in post.actions for post in catalogue.posts().values())


def test_no_published_data_file_has_changed():
    assert published_files_that_changed() == []


def test_every_indicator_and_target_file_is_published():
    published = (DATA / "PUBLISHED.toml").read_text(encoding="utf-8")

    files = [
        f"{folder}/{path.name}"
        for folder in ("indicators", "targets")
        for path in (DATA / folder).glob("*.toml")
    ]
    assert [name for name in files if f'"{name}"' not in published] == []


def test_the_catalogue_has_its_98_indicators_each_under_a_form():
    assert len(catalogue.indicators()) == 98
    assert {indicator.form for indicator in catalogue.indicators().values()} == {
        "A",
        "B",
        "C",
        "D",
        "E",
        "F",
        "base",
    }


def test_every_label_of_the_data_files_has_an_english_one():
    catalogues = (catalogue.indicators(), catalogue.unit_kinds(), catalogue.posts())
    without = [code for entries in catalogues for code, entry in entries.items() if not entry.label_en]
    english = load_toml("labels/en.toml")

    assert without == []
    assert english["targets"].keys() == {target.label for target in catalogue.targets()}
    assert english["denominators"].keys() == {target.denominator for target in catalogue.targets()}


def test_targets_speak_of_recognised_figures_only():
    assert {target.indicator for target in catalogue.targets() if target.indicator} <= {
        indicator.code for indicator in catalogue.indicators().values() if indicator.registered
    }


def test_where_sources_disagree_no_target_is_picked():
    disputed = [target for target in catalogue.targets() if len(target.stated) > 1]

    assert [(target.year, [int(one) for one in target.stated], target.percent) for target in disputed] == [
        (2030, [60, 70], None)
    ]


def test_every_flag_of_the_contract_has_its_sentence():
    contract = {
        "over_total", "rate_mismatch", "parts_mismatch", "no_base", "base_conflict",
        "recognised_over_registered",
        "jump", "old_title", "not_reported", "after_closure", "qualified",
    }  # fmt: skip

    assert contract <= catalogue.flags().keys()


def test_lock_files_name_no_address_and_pin_by_hash():
    for path in (BASE / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        assert text.count("--hash=sha256:") >= text.count("=="), path.name


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc", "core"])
def test_no_module_has_a_name_that_says_nothing(name):
    assert [path for path in SOURCES if name in (path.stem, path.parent.name)] == []


def test_no_file_has_lost_its_shape():
    assert [
        str(path.relative_to(BASE))
        for path in SOURCES
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > 400
    ] == []


def test_the_version_is_that_of_the_changelogs_last_release():
    releases = re.findall(r"^## (\d\S*)$", (BASE / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert releases[0] == khuyenhoc.__version__
