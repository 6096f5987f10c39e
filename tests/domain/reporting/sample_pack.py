"""The founding case as a pack's content: five units, as their page of 9 November 2022 gave the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from khuyenhoc.domain.reporting.rules.content import (
    Bar,
    Block,
    Cell,
    Chart,
    Letterhead,
    Number,
    PackContent,
    Paragraph,
    Row,
    Section,
    Source,
    Table,
)

TREE_ON = date(2022, 11, 9)
CHAPTERS = {"Trùng Khánh": 327, "Hạ Lang": 142, "Quảng Hòa": 258, "Thạch An": 217, "Thành phố Cao Bằng": 151}
NOT_REPORTED = Cell("chưa báo cáo")
PAGE = "Trang thông tin điện tử huyện Thạch An, 09/11/2022"


def grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def source(
    key: str,
    value: int | None,
    *,
    unit_name: str = "Cụm miền Đông",
    label: str = "Chi hội",
    text: str = "",
    kind: str = "typed",
    qualifier: str = "",
    base: int | None = None,
    rate: str = "",
    stated_rate: str = "",
    counted: tuple[int, int] | None = None,
    flags: Sequence[str] = (),
    explanations: Sequence[str] = (),
    note: str = "",
) -> Source:
    return Source(
        key=key,
        unit=key.partition("/")[0],
        unit_name=unit_name,
        indicator=key.partition("/")[2],
        label=label,
        period="2022",
        measure="count",
        kind=kind,
        value=value,
        qualifier=qualifier,
        text=text or (grouped(value) if value is not None else "chưa báo cáo"),
        base=base,
        rate=rate,
        stated_rate=stated_rate,
        reported=counted[0] if counted else None,
        expected=counted[1] if counted else None,
        tree_on=TREE_ON,
        stated_in=PAGE if kind == "typed" and value is not None else "",
        note=note,
        flags=tuple(flags),
        explanations=tuple(explanations),
    )


def sources() -> dict[str, Source]:
    found = [source(f"{name}/org.chapters", value, unit_name=name) for name, value in CHAPTERS.items()]
    found += [
        source("mien-dong/org.chapters", 1095, kind="computed", counted=(5, 5)),
        source(
            "mien-dong/org.members",
            60000,
            label="Hội viên",
            qualifier="over",
            text="trên 60 nghìn",
            note="Chỉ có số chung của cụm; các huyện, thành phố chưa báo cáo riêng.",
        ),
        source("mien-dong/training.classes", 15, label="Lớp tập huấn công tác khuyến học"),
        source(
            "thach-an/model.family_hieuhoc.registered",
            6126,
            unit_name="Thạch An",
            label="Gia đình hiếu học (danh hiệu cũ) – đăng ký",
            flags=("old_title",),
            explanations=('Báo cáo dùng tên cũ "gia đình hiếu học" cho năm 2022; giữ nguyên như báo cáo.',),
        ),
        source("thach-an/model.clan.registered", 6, unit_name="Thạch An", label="Dòng họ học tập – đăng ký"),
        source(
            "thach-an/model.community.registered",
            91,
            unit_name="Thạch An",
            label="Cộng đồng học tập (thôn, xóm) – đăng ký",
        ),
        source(
            "thach-an/model.unit.registered",
            58,
            unit_name="Thạch An",
            label="Đơn vị học tập – đăng ký",
            text="58/58",
            base=58,
            rate="100.00",
        ),
    ]
    return {each.key: each for each in found}


def comparison() -> Table:
    """Units by indicators. Only Thạch An reported the models; members are known for the cluster alone."""
    known = sources()

    def cell(key: str) -> Cell:
        return Cell(known[key].text, known[key].value, key) if key in known else NOT_REPORTED

    models = (
        "model.family_hieuhoc.registered",
        "model.clan.registered",
        "model.community.registered",
        "model.unit.registered",
    )
    rows = [
        Row(
            name,
            (
                cell(f"{name}/org.chapters"),
                NOT_REPORTED,
                *(cell(f"thach-an/{model}") if name == "Thạch An" else NOT_REPORTED for model in models),
            ),
        )
        for name in CHAPTERS
    ]
    models_total = (
        Cell("6.126", 6126, "thach-an/model.family_hieuhoc.registered"),
        Cell("6", 6, "thach-an/model.clan.registered"),
        Cell("91", 91, "thach-an/model.community.registered"),
        Cell("58/58", 58, "thach-an/model.unit.registered"),
    )
    total = Row(
        "Toàn cụm",
        (cell("mien-dong/org.chapters"), cell("mien-dong/org.members"), *models_total),
        is_total=True,
    )
    return Table(
        key="so-sanh",
        title="So sánh các đơn vị trong cụm năm 2022",
        row_heading="Đơn vị",
        columns=(
            "Chi hội (chi hội)",
            "Hội viên (người)",
            "Gia đình hiếu học – đăng ký (gia đình)",
            "Dòng họ học tập – đăng ký (dòng họ)",
            "Cộng đồng học tập – đăng ký (cộng đồng)",
            "Đơn vị học tập – đăng ký (đơn vị)",
        ),
        rows=(*rows, total),
        notes=("Tổng của cụm về các mô hình học tập mới có số của 1/5 đơn vị.",),
    )


def chapters_chart() -> Chart:
    bars = tuple(Bar(name, value, grouped(value)) for name, value in CHAPTERS.items())
    return Chart("chi-hoi", "Số chi hội của các đơn vị trong cụm năm 2022", "chi hội", bars)


def sections() -> tuple[Section, ...]:
    def prose(*runs: str | Number) -> Paragraph:
        return Paragraph(runs)

    chapters: tuple[str | Number, ...] = (
        "Đến nay toàn cụm có ",
        Number("1.095", "mien-dong/org.chapters"),
        " chi hội với ",
        Number("trên 60 nghìn", "mien-dong/org.members"),
        " hội viên, trong đó Trùng Khánh có ",
        Number("327", "Trùng Khánh/org.chapters"),
        " chi hội, Quảng Hòa có ",
        Number("258", "Quảng Hòa/org.chapters"),
        " chi hội, Thạch An có ",
        Number("217", "Thạch An/org.chapters"),
        " chi hội, Thành phố Cao Bằng có ",
        Number("151", "Thành phố Cao Bằng/org.chapters"),
        " chi hội, Hạ Lang có ",
        Number("142", "Hạ Lang/org.chapters"),
        " chi hội.",
    )
    classes: tuple[str | Number, ...] = (
        "Các hội đã mở ",
        Number("15", "mien-dong/training.classes"),
        " lớp tập huấn đến cơ sở về phong trào học tập suốt đời trong gia đình, dòng họ, cộng đồng, đơn vị "
        "giai đoạn 2021–2030"
        " (Quyết định 387/QĐ-TTg) và mô hình công dân học tập giai đoạn 2021–2030 (Quyết định 677/QĐ-TTg).",
    )
    models: tuple[str | Number, ...] = (
        "Riêng Thạch An có ",
        Number("6.126", "thach-an/model.family_hieuhoc.registered"),
        " gia đình đăng ký gia đình hiếu học, ",
        Number("6", "thach-an/model.clan.registered"),
        " dòng họ, ",
        Number("91", "thach-an/model.community.registered"),
        " cộng đồng và ",
        Number("58/58", "thach-an/model.unit.registered"),
        " đơn vị đăng ký. So với toàn cụm, ",
        Number("217", "Thạch An/org.chapters"),
        " chi hội của Thạch An đứng thứ ba.",
    )
    tasks: Block = prose(
        "Tiếp tục củng cố tổ chức hội; chỉ đạo các xã, phường, thị trấn tổ chức đăng ký mô hình công dân "
        "học tập; tiếp tục vận động"
        " xây dựng quỹ khuyến học trong gia đình, dòng họ, cộng đồng và cơ quan, đơn vị.",
    )
    support = prose(
        "Các hội kịp thời giúp đỡ học sinh có hoàn cảnh khó khăn, học sinh mồ côi, học sinh khuyết tật; "
        "động viên, khen thưởng cán bộ"
        " quản lý, giáo viên và học sinh có thành tích xuất sắc trong công tác và học tập.",
    )
    return (
        Section("I", "Kết quả công tác năm 2022", 1, ()),
        Section("1", "Tổ chức hội", 2, (prose(*chapters), chapters_chart())),
        Section("2", "Tuyên truyền, tập huấn", 2, (prose(*classes),)),
        Section("3", "Xây dựng các mô hình học tập", 2, (prose(*models), comparison())),
        Section("4", "Hỗ trợ, khen thưởng", 2, (support,)),
        Section("II", "Nhiệm vụ năm 2023", 1, (tasks,)),
    )


def letterhead() -> Letterhead:
    return Letterhead(
        superior="Hội Khuyến học tỉnh Cao Bằng",
        issuer="Hội Khuyến học huyện Thạch An",
        number="Số:      /BC-HKH",
        place_and_date="Thạch An, ngày 09 tháng 11 năm 2022",
        type_name="Báo cáo",
        abstract=(
            "Kết quả công tác khuyến học, khuyến tài năm 2022 của cụm thi đua các huyện miền Đông, "
            "nhiệm vụ năm 2023"
        ),
        authority=("TM. Ban Thường vụ", "Chủ tịch"),
        signer="",
        recipients=("- Hội Khuyến học tỉnh (báo cáo);", "- Các đơn vị trong cụm;", "- Lưu: VT."),
    )


def sample_pack() -> PackContent:
    return PackContent(
        pack="review-meeting",
        edition="2022",
        cluster="mien-dong",
        cluster_name="Cụm thi đua các huyện miền Đông",
        year=2022,
        tree_on=TREE_ON,
        snapshot="5f" * 32,
        letterhead=letterhead(),
        sections=sections(),
        tables=(comparison(),),
        charts=(chapters_chart(),),
        sources=sources(),
    )


HOSTILE = (
    "Xã #set page(fill: red)",
    "Xã *đậm* _nghiêng_ $x$ @nguồn <nhãn>",
    "{{ 7 * 7 }} {%p if letterhead %}",
    "<b>Hạ Lang</b> & </w:t>",
    "=1+1",
    "@SUM(A1)",
    "Xã\x07 có\nhai dòng\tvà dấu",
    "Hội Khuyến học " + "liên xã " * 36,
    "Ư" * 300,
)


def hostile_pack() -> PackContent:
    """
    Every name a reader could choke on, in every place where a name can stand, and a table of sixty rows and
    nine columns.
    """
    plain = sample_pack()
    names = [HOSTILE[index % len(HOSTILE)] for index in range(59)]
    columns = tuple(HOSTILE[index % len(HOSTILE)] for index in range(9))
    rows = [
        Row(name, tuple(Cell(grouped(index * 1000 + column), index * 1000 + column) for column in range(9)))
        for index, name in enumerate(names)
    ]
    sums = tuple(sum(row.cells[column].value or 0 for row in rows) for column in range(9))
    total = Row("Cộng", tuple(Cell(grouped(each), each) for each in sums), is_total=True)
    table = Table("dai", "So sánh: [xã]/*phường*?", "Đơn vị", columns, (*rows, total), notes=HOSTILE)
    chart = Chart(
        "la",
        HOSTILE[0],
        HOSTILE[3],
        tuple(Bar(name, index, str(index)) for index, name in enumerate(HOSTILE)),
        note=HOSTILE[7],
    )
    paragraphs = tuple(
        Paragraph((f"Đơn vị {name} có ", Number("217", "Thạch An/org.chapters"), " chi hội."))
        for name in HOSTILE
    )
    head = Letterhead(
        superior=HOSTILE[7],
        issuer=HOSTILE[3],
        number="Số: /BC-HKH",
        place_and_date=HOSTILE[0],
        type_name="Báo cáo",
        abstract=HOSTILE[1],
        authority=(HOSTILE[2], HOSTILE[4]),
        signer=HOSTILE[5],
        recipients=HOSTILE,
    )
    known = {
        key: source(key, each.value, unit_name=HOSTILE[1], label=HOSTILE[3], note=HOSTILE[2])
        for key, each in plain.sources.items()
    }
    return PackContent(
        pack=plain.pack,
        edition=plain.edition,
        cluster="=1+1",
        cluster_name=HOSTILE[3],
        year=2022,
        tree_on=TREE_ON,
        snapshot=plain.snapshot,
        letterhead=head,
        sections=tuple(Section("I", name, 1, paragraphs) for name in HOSTILE),
        tables=(
            table,
            Table("hai", "So sánh: [xã]/*phường*?", "Đơn vị", ("=1+1",), (Row("=1+1", (Cell("", None),)),)),
        ),
        charts=(chart,),
        sources=known,
    )
