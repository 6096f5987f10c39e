"""
Making things for tests the way the platform makes them: through its services, from sheets, with the machine's
own mandate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO

from khuyenhoc.domain.figures import services as figure_services
from khuyenhoc.domain.figures.models import FigureSheet
from khuyenhoc.domain.organisation import services as organisation
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import Cluster, Unit
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people import services as people
from khuyenhoc.domain.people.models import Account
from khuyenhoc.domain.reporting import services as reporting
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.waiting import road
from khuyenhoc.foundation.waiting.models import WaitingSheet

TODAY = date(2025, 11, 9)
"""The day on which the cast's country is made."""

FigureCells = Mapping[str, str | int]


def machine(action: Action, *, on: date = TODAY) -> Mandate:
    """The mandate of whoever sits at the machine: it reaches everything."""
    return permissions.platform_mandate(action, on=on)


def units(sheet: str) -> None:
    """Load a units sheet written as CSV; blanks around it do not count."""
    lines = "\n".join(line.strip() for line in sheet.strip().splitlines())
    organisation.load_units(mandate=machine(Action.ORGANISE), content=lines.encode(), file_name="units.csv")


def reorganised(*rows: str, on: date, document: str) -> None:
    """
    Apply rows of a reorganisations sheet, each "merge old-unit new-unit" or "split a b", then what the heir
    is: "name=… parent=… kind=… code=…".
    """
    lines = ["effective_on,document,act,unit,heir,parent,kind,name,official_code,note"]
    for row in rows:
        words, said = [], {}
        for word in row.split():
            column, _, value = word.partition("=")
            if value:
                said[column] = value.replace("_", " ")
            else:
                words.append(word)
        act, unit, heir = (*words, "", "")[:3]
        cells = [
            on.isoformat(),
            document,
            act,
            unit,
            heir,
            *(said.get(column, "") for column in ("parent", "kind", "name", "code", "note")),
        ]
        lines.append(",".join(cells))
    organisation.apply_reform(
        mandate=machine(Action.ORGANISE), content="\n".join(lines).encode(), file_name="reform.csv"
    )


def reordered_rows_of(rows: Sequence[str], *, on: date, document: str) -> None:
    """The same rows from the last to the first."""
    reorganised(*reversed(rows), on=on, document=document)


def merger(*, units: Sequence[str], heir: str, on: date, document: str) -> None:
    """An heir carries the units on from a day."""
    reorganised(*(f"merge {unit} {heir}" for unit in units), on=on, document=document)


def account(
    username: str, name: str, *, unit: Unit, post: str, starts_on: date = date(2020, 1, 1)
) -> Account:
    """An account that holds one post; nobody can sign in with its password, tests use `client_of`."""
    opened = people.open_account(
        mandate=machine(Action.ORGANISE), username=username, display_name=name, password="mật khẩu để thử"
    )
    people.appoint(
        mandate=machine(Action.ORGANISE), account=opened, unit=unit, post=post, starts_on=starts_on
    )
    return opened


def cluster(
    key: str,
    name: str,
    *,
    unit: Unit,
    year: int,
    members: Sequence[Unit],
    head: Unit | None = None,
    host: Unit | None = None,
) -> Cluster:
    """A cluster with its members in one year."""
    made = organisation_services.found_cluster(mandate=machine(Action.MEET), key=key, name=name, unit=unit)
    organisation_services.set_cluster_year(
        mandate=machine(Action.MEET), cluster=made, year=year, members=members, head=head, host=host
    )
    return made


def figure_sheet(*rows: FigureCells) -> bytes:
    """An exchange sheet in CSV; a row names the cells it fills."""
    columns = ("unit", "period", "indicator", "value", "qualifier", "total", "rate", "source", "note")
    written = StringIO()
    written.write(",".join(columns) + "\n")
    for row in rows:
        written.write(",".join(f'"{row.get(column, "")}"' for column in columns) + "\n")
    return written.getvalue().encode()


def figures(*rows: FigureCells, by: Mandate | None = None, file_name: str = "so-lieu.csv") -> FigureSheet:
    """Store figures; refused rows are a test's own fault and raise."""
    return figure_services.load_figures(
        mandate=by or machine(Action.REPORT), content=figure_sheet(*rows), file_name=file_name
    )


def waiting(
    mandate: Mandate, kind: str, content: str, *, file_name: str = "bieu.csv", **parameters: object
) -> WaitingSheet:
    """A sheet that was handed in; its preview is read when its page is opened."""
    return road.keep(
        mandate=mandate,
        kind=kind,
        parameters=parameters,
        content=content.encode(),
        file_name=file_name,
        preview=road.Preview({}, []),
        language="",
    )


def issued(made: Cluster, year: int) -> IssuedPack:
    """Issue the cluster's review-meeting pack."""
    return reporting.issue_review_pack(mandate=machine(Action.ISSUE), cluster=made, year=year)
