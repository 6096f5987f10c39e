"""Making things for tests the way the platform makes them: through its services, from sheets, with the machine's own mandate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO

from khuyenhoc.domain.emulation import services as emulation
from khuyenhoc.domain.emulation.models import Cluster
from khuyenhoc.domain.organisation import services as organisation
from khuyenhoc.domain.organisation.models import Document, Unit
from khuyenhoc.domain.organisation.sheets import SuccessionRow
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people import services as people
from khuyenhoc.domain.people.models import Account
from khuyenhoc.domain.reporting import services as reporting
from khuyenhoc.domain.reporting.models import FigureSheet, IssuedPack
from khuyenhoc.foundation.values.mandates import Action, Mandate

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


def merger(*, units: Sequence[str], heir: str, on: date, document: str) -> None:
    """Write down that an heir carries the units on from a day."""
    written, _ = Document.objects.get_or_create(number=document, issuer="")
    rows = [SuccessionRow(number, on, document, "merge", unit, heir, "") for number, unit in enumerate(units, start=2)]
    organisation.record_successions(mandate=machine(Action.ORGANISE), document=written, rows=rows)


def account(username: str, name: str, *, unit: Unit, post: str, starts_on: date = date(2020, 1, 1)) -> Account:
    """An account that holds one post; nobody can sign in with its password, tests use `client_of`."""
    opened = people.open_account(mandate=machine(Action.ORGANISE), username=username, display_name=name, password="mật khẩu để thử")
    people.appoint(mandate=machine(Action.ORGANISE), account=opened, unit=unit, post=post, starts_on=starts_on)
    return opened


def cluster(
    key: str, name: str, *, unit: Unit, year: int, members: Sequence[Unit], head: Unit | None = None, host: Unit | None = None
) -> Cluster:
    """A cluster with its members in one year."""
    made = emulation.found_cluster(mandate=machine(Action.MEET), key=key, name=name, unit=unit)
    emulation.set_cluster_year(mandate=machine(Action.MEET), cluster=made, year=year, members=members, head=head, host=host)
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
    return reporting.load_figures(mandate=by or machine(Action.REPORT), content=figure_sheet(*rows), file_name=file_name)


def issued(made: Cluster, year: int) -> IssuedPack:
    """Issue the cluster's review-meeting pack."""
    return reporting.issue_review_pack(mandate=machine(Action.ISSUE), cluster=made, year=year)
