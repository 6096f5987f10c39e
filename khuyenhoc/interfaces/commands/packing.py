"""`khuyenhoc pack review-meeting`: issue, and write the issued files into a directory."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from django.utils import timezone

from khuyenhoc.domain.organisation.models import Cluster
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.domain.reporting import services
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.domain.reporting.queries.packs import NothingToReport
from khuyenhoc.foundation.papers.proofreading import TemplateFault
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.commands.command_line import DONE, Refused
from khuyenhoc.interfaces.commands.loading import working


def run(asked: argparse.Namespace) -> int:
    cluster = Cluster.objects.filter(key=asked.cluster).first()
    if cluster is None:
        raise Refused(f"Không có cụm thi đua nào mang mã “{asked.cluster}”. Kiểm tra lại mã.")
    try:
        with working(f"Đang lập bộ báo cáo {cluster.name}, năm {asked.year} …"):
            issued = services.issue_review_pack(
                mandate=platform_mandate(Action.ISSUE, on=timezone.localdate()),
                cluster=cluster,
                year=asked.year,
            )
    except NothingToReport:
        raise Refused(
            f"{cluster.name} chưa có thành viên, số liệu hay cuộc giao ban năm {asked.year}. Nhập những "
            "điều ấy trước."
        ) from None
    except TemplateFault as fault:
        raise Refused(str(fault)) from None
    written = write_files(issued, asked.out)
    print(f"{cluster.name}, năm {asked.year}: lần phát hành {issued.issue}, mã kiểm tra {issued.fingerprint}")
    for path in written:
        print(f"  {path}")
    for difference in issued.differences:
        print(f"  Khác lần trước: {difference}")
    return DONE


def write_files(issued: IssuedPack, directory: Path) -> list[Path]:
    """
    The issued files, byte for byte, and a manifest with their SHA-256; each file appears whole or not at all.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    hashes: dict[str, str] = {}
    for file in issued.files.order_by("format"):
        written.append(_put(directory / file.name, bytes(file.content)))
        hashes[file.name] = file.sha256
    manifest = {
        "pack": issued.pack,
        "edition": issued.edition,
        "cluster": issued.cluster.key,
        "year": issued.year,
        "issue": issued.issue,
        "fingerprint": issued.fingerprint,
        "snapshot": issued.snapshot.fingerprint,
        "issued_at": issued.issued_at.isoformat(),
        "files": hashes,
        "differences": issued.differences,
    }
    name = f"phat-hanh-{issued.cluster.key}-{issued.year}-lan-{issued.issue}.json"
    return [*written, _put(directory / name, json.dumps(manifest, ensure_ascii=False, indent=2).encode())]


def _put(path: Path, content: bytes) -> Path:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    os.replace(aside, path)
    return path
