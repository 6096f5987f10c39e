"""Issuing a pack: counted from a snapshot, rendered, and frozen with its fingerprint."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.db import connection, transaction

from khuyenhoc.domain.figures.facts import FACTS
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster, ClusterYear
from khuyenhoc.domain.reporting import queries
from khuyenhoc.domain.reporting.models import IssuedFile, IssuedPack
from khuyenhoc.domain.reporting.queries import packs
from khuyenhoc.domain.reporting.renderers import docx, pdf, xlsx
from khuyenhoc.domain.reporting.rules.content import as_json, fingerprint, from_json
from khuyenhoc.foundation.analytics import snapshots
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate

_ISSUE_LOCK = 7_261_003
_RENDERERS = {IssuedFile.Format.DOCX: docx, IssuedFile.Format.PDF: pdf, IssuedFile.Format.XLSX: xlsx}


def issue_review_pack(*, mandate: Mandate, cluster: Cluster, year: int) -> IssuedPack:
    """
    Issue a cluster's review-meeting pack. Where nothing differs from the latest issue, that issue is the
    answer; where something does, a new issue says what. Everything is stored in one transaction, or nothing
    is.

    :raises OutsideMandate: the mandate reaches neither the cluster's unit nor its head or host of the year
    :raises NothingToReport: the cluster has no such year, or nothing to say about it
    """
    cluster_year = ClusterYear.objects.select_related("cluster").filter(cluster=cluster, year=year).first()
    if cluster_year is None:
        raise packs.NothingToReport(f"{cluster.name} {year}")
    organisation.require_to_run(mandate, Action.ISSUE, cluster_year)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ISSUE_LOCK, cluster.pk])
        snapshot = snapshots.take(FACTS, reason=f"review-meeting {cluster.key} {year}", on=mandate.on)
        content = packs.review_pack(cluster_year, snapshot=snapshot.fingerprint)
        latest = next(iter(queries.issued_packs(cluster, year)), None)
        before = None if latest is None else from_json(latest.content)
        if (
            latest is not None
            and before is not None
            and replace(before, snapshot="") == replace(content, snapshot="")
        ):
            return latest
        number = 1 if latest is None else latest.issue + 1
        mark = fingerprint(content)
        issued = IssuedPack.objects.create(
            cluster=cluster,
            year=year,
            pack=content.pack,
            edition=content.edition,
            issue=number,
            content=as_json(content),
            snapshot=snapshot,
            fingerprint=mark,
            issued_by_id=mandate.account,
            differences=[] if before is None else packs.differences(before, content),
        )
        for format_, renderer in _RENDERERS.items():
            rendered = renderer.render(content, mark, number)
            name = f"bao-cao-giao-ban-{cluster.key}-{year}-lan-{number}.{format_}"
            IssuedFile.objects.create(
                pack=issued,
                format=format_,
                name=name,
                content=rendered,
                sha256=hashlib.sha256(rendered).hexdigest(),
            )
        trail.record(mandate, "issued pack", issued, issue=number, fingerprint=mark)
        return issued
