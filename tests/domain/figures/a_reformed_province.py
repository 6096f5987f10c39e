"""
A province in 2024, its reform of 1 July 2025 and one of 2026, to see figures through: two communes merged,
one cut, a chapter moved.
"""

from datetime import date

from khuyenhoc.domain.figures.queries.reconciliation import reconciliation
from khuyenhoc.domain.organisation import queries as organisation
from tests import factories
from tests.domain.figures.sheets_of_a_small_country import figures, report

REFORM = date(2025, 7, 1)
NOW = date(2026, 11, 23)

UNITS = """
    key,parent,kind,name,official_code,valid_from,valid_to
    tinh,,province,Mẫu,90,,
    huyen-a,tinh,district,A,901,,
    huyen-b,tinh,district,B,902,,
    xa-1,huyen-a,commune,Một,90001,,
    xa-2,huyen-a,commune,Hai,90002,,
    xa-3,huyen-b,commune,Ba,90003,,
    xa-4,huyen-b,commune,Bốn,90004,,
    xom-n,xa-3,chapter,Bắc,,,
    xom-s,xa-3,chapter,Nam,,,
"""


def found_the_province():
    factories.units(UNITS)


def reform():
    """
    1 and 2 become Mới; 3 is cut between Mới and 4, its northern chapter goes to Mới, its southern one to 4;
    the districts end.
    """
    factories.reorganised(
        "merge xa-1 xa-moi parent=tinh kind=commune name=Mới code=90001",
        "merge xa-2 xa-moi",
        "split xa-3 xa-moi",
        "split xa-3 xa-4 parent=tinh",
        "move xom-n parent=xa-moi",
        "move xom-s parent=xa-4",
        "dissolve huyen-a",
        "dissolve huyen-b",
        on=REFORM,
        document="1/NQ",
    )


def reconciled(document="1/NQ"):
    """{(unit, period, indicator): row}."""
    return {
        (row.unit, str(row.period), row.indicator): row
        for found in organisation.reorganisations_by(document)
        for row in reconciliation(found)
    }


def shown(unit, indicator="org.members", period="2024", tree_on=NOW):
    """The computed figure of a unit through a lens, or None."""
    row = figures(unit, period, tree_on).get((indicator, "computed"))
    return None if row is None else row.value


__all__ = ["NOW", "REFORM", "figures", "found_the_province", "reconciled", "reform", "report", "shown"]
