"""
The words of a review-meeting report, drafted from figures and minutes. The phrases are the pack's data; every
number is tied to its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khuyenhoc.domain.emulation.queries import MeetingRecord
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject, standing
from khuyenhoc.domain.reporting.rules.content import Number, Paragraph, Run, Section
from khuyenhoc.foundation.values.catalogue import indicators, unit_kinds
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import date_text, grouped
from khuyenhoc.foundation.values.paper_numbers import count_in_sentence, money_in_words_short

_PLACE = re.compile(r"\[\[(.*?)\]\]")
_COUNTED = "đếm từ sổ, chưa báo cáo"
_PARTS_OF_DAY = {"morning": "Sáng", "afternoon": "Chiều", "whole_day": "Cả ngày"}


def source_key(row: FigureRow) -> str:
    """How a run, a cell or a page points at a figure: "thach-an/org.chapters/2022/typed"."""
    return f"{row.subject.key}/{row.indicator}/{row.period}/{row.kind}"


def said(row: FigureRow) -> Number:
    """A figure as it stands in a sentence: "trên 60 nghìn", "58/58", "834 triệu"."""
    if row.value is None:
        raise ValueError(source_key(row))
    if row.measure == "vnd":
        words = {Qualifier.OVER: "trên ", Qualifier.NEARLY: "gần ", Qualifier.ABOUT: "khoảng "}.get(
            row.qualifier, ""
        )
        return Number(words + money_in_words_short(row.value), source_key(row))
    text = count_in_sentence(row.value, row.qualifier)
    whole = row.base if row.kind is Kind.TYPED and indicators()[row.indicator].form == "B" else None
    shown = text if whole is None else f"{text}/{grouped(whole)}"
    return Number(f"{shown} ({_COUNTED})" if row.is_counted else shown, source_key(row))


def sentence(
    pattern: str, numbers: Mapping[str, Run | Sequence[Run]] | None = None, /, **words: object
) -> tuple[Run, ...]:
    """
    Fill `{words}` and put numbers where `[[name]]` stands. Words never bring their own marks: what people
    typed stays text.
    """
    runs: list[Run] = []
    for position, piece in enumerate(_PLACE.split(pattern)):
        if position % 2:
            found = (numbers or {})[piece]
            runs.extend([found] if isinstance(found, str | Number) else found)
        elif piece:
            runs.append(piece.format(**words))
    return tuple(runs)


def joined(items: Sequence[Sequence[Run]], between: str = "; ") -> tuple[Run, ...]:
    runs: list[Run] = []
    for position, item in enumerate(items):
        if position:
            runs.append(between)
        runs.extend(item)
    return tuple(runs)


@dataclass(frozen=True, slots=True)
class Minutes:
    """
    All that a report is written from: the cluster's figures, each member's, the meeting, and the pack's
    phrases.
    """

    phrases: Mapping[str, Any]
    cluster: Subject
    year: int
    whole: Sequence[FigureRow]
    by_member: Mapping[Subject, Sequence[FigureRow]]
    meeting: MeetingRecord | None

    def phrase(self, name: str) -> str:
        text: str = self.phrases["sentences"][name]
        return text


def sections(minutes: Minutes) -> tuple[Section, ...]:
    """
    The report by structure B of Decree 30/2020: the meeting, the year's results, the discussion, the tasks of
    the next year.
    """
    chapters: list[tuple[str, list[Section]]] = [
        ("Cuộc giao ban", [Section("", "", 2, _the_meeting(minutes))]),
        (f"Kết quả công tác năm {minutes.year}", _results(minutes)),
        ("Thảo luận tại cuộc giao ban", _discussion(minutes)),
        (f"Nhiệm vụ năm {minutes.year + 1}", [Section("", "", 2, _tasks(minutes))]),
    ]
    written: list[Section] = []
    kept = [(title, below) for title, below in chapters if any(section.blocks for section in below)]
    for numeral, (title, below) in zip(("I", "II", "III", "IV"), kept, strict=False):
        untitled = [section for section in below if not section.title]
        written.append(
            Section(numeral, title, 1, tuple(block for section in untitled for block in section.blocks))
        )
        titled = [section for section in below if section.title and section.blocks]
        written.extend(
            Section(str(number), section.title, 2, section.blocks)
            for number, section in enumerate(titled, start=1)
        )
    return tuple(written)


def _paragraph(*runs: Run) -> Paragraph:
    return Paragraph(tuple(runs))


def _stop(text: str) -> str:
    """A typed text without its full stop, for the end of a sentence that brings its own."""
    return text.strip().rstrip(".;")


def _the_meeting(minutes: Minutes) -> tuple[Paragraph, ...]:
    names = [subject.name for subject in minutes.by_member]
    written: list[Paragraph] = []
    meeting = minutes.meeting
    if meeting is not None:
        written.append(
            _paragraph(
                *sentence(
                    minutes.phrase("meeting"),
                    part_of_day=_PARTS_OF_DAY[meeting.part_of_day],
                    day=date_text(meeting.held_on),
                    place=meeting.place,
                    cluster=_in_text(minutes.cluster.name),
                    year=minutes.year,
                )
            )
        )
    members = sentence(
        minutes.phrase("members"), count=len(names), members=", ".join(_in_text(name) for name in names)
    )
    written.append(_paragraph(*members))
    if meeting is not None:
        if meeting.host:
            written.append(_paragraph(*sentence(minutes.phrase("host"), host=_in_text(meeting.host))))
        if meeting.head:
            written.append(
                _paragraph(*sentence(minutes.phrase("head"), head=_in_text(meeting.head), year=minutes.year))
            )
        if meeting.purpose:
            written.append(_paragraph(*sentence(minutes.phrase("purpose"), purpose=_stop(meeting.purpose))))
        if meeting.attendance:
            said_to_attend = "; ".join(
                _in_text(line.who) if line.people is None else f"{_in_text(line.who)} ({line.people} người)"
                for line in meeting.attendance
            )
            written.append(_paragraph(*sentence(minutes.phrase("attendance"), attendance=said_to_attend)))
        if meeting.agenda:
            written.append(
                _paragraph(
                    *sentence(
                        minutes.phrase("agenda"),
                        agenda="; ".join(_stop(item.text) for item in meeting.agenda),
                    )
                )
            )
    return tuple(written)


def _in_text(title: str) -> str:
    """ "Huyện Thạch An" inside a sentence is "huyện Thạch An"; the name of a body keeps its capital."""
    is_a_unit = any(title.startswith(f"{kind.label} ") for kind in unit_kinds().values()) or title.startswith(
        "Cụm "
    )
    return title[:1].lower() + title[1:] if is_a_unit else title


def _results(minutes: Minutes) -> list[Section]:
    written: list[Section] = []
    for described in minutes.phrases["section"]:
        paragraphs: list[Paragraph] = []
        for code, indicator in indicators().items():
            if indicator.form in described["forms"]:
                paragraphs.extend(_about(minutes, code, described["verb"]))
        if "B" in described["forms"] and _only_registered(minutes):
            paragraphs.append(_paragraph(minutes.phrase("registered_only")))
        written.append(Section("", described["title"], 2, tuple(paragraphs)))
    written.append(_entries(minutes, "result"))
    return written


def _only_registered(minutes: Minutes) -> bool:
    """
    Registrations are reported and nothing recognised: a reader must not take the one for the other (RULE-03,
    RULE-15).
    """
    spoken = {
        row.indicator
        for rows in (minutes.whole, *minutes.by_member.values())
        for row in rows
        if row.value is not None
    }
    return any(code.endswith(".registered") for code in spoken) and not any(
        code.endswith(".recognised") for code in spoken
    )


def _about(minutes: Minutes, code: str, verb: str) -> list[Paragraph]:
    """What is reported of one indicator: the cluster's own word, the sum of its members, then each member."""
    noun = _noun(code)
    whole = {row.kind: row for row in minutes.whole if row.indicator == code and row.value is not None}
    rows = [row for rows in minutes.by_member.values() for row in _spoken_for(rows, code)]
    if not whole and not rows:
        return []
    runs: list[Run] = []
    if Kind.TYPED in whole:
        runs += sentence(
            minutes.phrase("cluster_typed"), {"source": said(whole[Kind.TYPED])}, verb=verb, noun=noun
        )
    found = whole.get(Kind.COMPUTED)
    if len(rows) == 1:
        row = rows[0]
        runs += _spaced(
            runs,
            sentence(
                minutes.phrase("one_unit"), {"source": said(row)}, unit=row.subject.name, verb=verb, noun=noun
            ),
        )
    elif found is not None:
        name = "cluster_computed" if found.reported == found.expected else "cluster_partial"
        counted = {"reported": found.reported, "expected": found.expected, "verb": verb, "noun": noun}
        runs += _spaced(runs, sentence(minutes.phrase(name), {"source": said(found)}, **counted))
        listed = joined([(f"{_in_text(row.subject.name)} ", said(row)) for row in rows])
        runs += _spaced(runs, sentence(minutes.phrase("by_unit"), {"list": listed}))
    if indicators()[code].old_title_since is not None:
        runs += _spaced(runs, sentence(minutes.phrase("older_title")))
    return [_paragraph(*runs)]


def _noun(code: str) -> str:
    """
    What is counted, in words that hide nothing: a title is named with its status and level (RULE-12,
    RULE-15).

    Money brings its own "đồng".
    """
    indicator = indicators()[code]
    lowered = indicator.label[:1].lower() + indicator.label[1:]
    if indicator.form in ("A", "E"):
        return lowered
    if indicator.form == "B" and " – " in indicator.label:
        title, status = indicator.label.rsplit(" – ", 1)
        name, _, level = title.partition(" (")
        status = "được công nhận" if status == "công nhận" else status
        return f"{indicator.noun} {status} “{name}”" + (
            f" ({level}" if level and indicator.old_title_since is None else ""
        )
    return f"({lowered})" if indicator.measure == "vnd" else f"{indicator.noun} ({lowered})"


def _spaced(before: Sequence[Run], runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return (" ", *runs) if before else runs


def _spoken_for(rows: Sequence[FigureRow], code: str) -> list[FigureRow]:
    """What stands for a member, where it has a value."""
    row = standing(rows).get(code)
    return [] if row is None or row.value is None else [row]


def _entries(minutes: Minutes, kind: str) -> Section:
    title: str = minutes.phrases["entry_titles"][kind]
    entries = (
        [] if minutes.meeting is None else [entry for entry in minutes.meeting.entries if entry.kind == kind]
    )
    paragraphs = [
        _paragraph(
            "- ",
            *((f"{entry.unit}: ",) if entry.unit else ()),
            f"{_stop(entry.text)}{'.' if entry is entries[-1] else ';'}",
        )
        for entry in entries
    ]
    return Section("", title, 2, tuple(paragraphs))


def _discussion(minutes: Minutes) -> list[Section]:
    return [_entries(minutes, kind) for kind in ("experience", "difficulty", "measure")]


def _tasks(minutes: Minutes) -> tuple[Paragraph, ...]:
    tasks = [] if minutes.meeting is None else minutes.meeting.tasks
    return tuple(
        _paragraph(
            f"{number}. {_stop(task.text)}. Thực hiện: {task.owner or 'các đơn vị trong cụm'}; hạn: "
            f"{date_text(task.due_on)}."
        )
        for number, task in enumerate(tasks, start=1)
    )
