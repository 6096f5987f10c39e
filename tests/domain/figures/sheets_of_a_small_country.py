"""A province with two districts and their communes, as sheets: the shortest way to say what was reported."""

from datetime import date

from khuyenhoc.domain.figures import queries, services
from khuyenhoc.domain.organisation import services as organisation
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.values.periods import Period

TODAY = date(2026, 11, 23)

UNITS = """key,parent,kind,name,official_code,valid_from,valid_to
tinh,,province,Mẫu,90,,
huyen-a,tinh,district,A,901,,2025-06-30
huyen-b,tinh,district,B,902,,2025-06-30
xa-1,huyen-a,commune,Một,90001,,2025-06-30
xa-2,huyen-a,commune,Hai,90002,,2025-06-30
xa-3,huyen-b,commune,Ba,90003,,2025-06-30
xa-moi,tinh,commune,Mới,90004,2025-07-01,
"""


def mandate(action=Action.REPORT):
    return platform_mandate(action, on=TODAY)


def found_the_country():
    organisation.load_units(mandate=mandate(Action.ORGANISE), content=UNITS.encode(), file_name="units.csv")


def sheet(*rows):
    """Rows "xa-1 2022 org.chapters value=12 total=20 rate=60": what is not said stays empty."""
    columns = ("value", "qualifier", "total", "rate", "source", "note")
    lines = ["unit,period,indicator," + ",".join(columns)]
    for row in rows:
        unit, period, indicator, *said = row.split()
        cells = dict(item.split("=", 1) for item in said)
        lines.append(
            ",".join([unit, period, indicator, *(f'"{cells.get(column, "")}"' for column in columns)])
        )
    return "\n".join(lines).encode()


def report(*rows, **options):
    return services.load_figures(mandate=mandate(), content=sheet(*rows), file_name="figures.csv", **options)


def figures(unit, period="2022", tree_on=None):
    """{(indicator, kind): row} of a unit."""
    asked = Period.parse(period)
    subject = queries.subject_by_key(unit)
    rows = queries.figures(subject, period=asked, tree_on=tree_on or queries.own_day(subject, asked))
    return {(row.indicator, row.kind.value): row for row in rows}


def flags(row):
    return {flag.code for flag in row.flags}
