"""
The words of the founding case: its site, and the article on the review meeting of the eastern cluster of Cao
Bằng, 09/11/2022.

Nothing is said that the founding page did not say; what it leaves out is marked as made up. A key in double
brackets is a number of the pack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wagtail.images.models import Image

DEMO_IDENTITY: Mapping[str, str] = {
    "site_name": "Trang thông tin điện tử huyện Thạch An",
    "managing_organisation": "Hội Khuyến học huyện Thạch An",
    "superior_organisation": "Hội Khuyến học tỉnh Cao Bằng",
    "contact_address": "Thị trấn Đông Khê, huyện Thạch An, tỉnh Cao Bằng",
    "email": "minh-hoa@khuyenhoc.example",
    "telephone": "000 0000 000 (số minh họa)",
    "responsible_person": "Người phụ trách (tên minh họa)",
    "identity_note": (
        "Bản trình diễn, không phải trang chính thức: cơ quan quản lý, thư điện tử, điện thoại và người "
        "chịu trách "
        "nhiệm nội dung là dữ liệu minh họa."
    ),
    "superior_portal_name": "Cổng thông tin điện tử tỉnh Cao Bằng",
    "attribution_rule": (
        "Ghi rõ nguồn “Trang thông tin điện tử huyện Thạch An” khi trích dẫn hoặc phát hành lại thông tin "
        "từ trang này."
    ),
    "copyright_holder": "Hội Khuyến học huyện Thạch An",
}
"""The fields of `SiteIdentity`. No IPv6 number: that mark has to be earned."""

SLUG = "giao-ban-cum-thi-dua-khuyen-hoc-mien-dong-2022"
TITLE = "Giao ban cụm thi đua khuyến học các huyện miền Đông năm 2022"
BYLINE = "Trần Nhung – Tuấn Anh"
MOTTO = "Học tập suốt đời, ở mọi gia đình, mọi thôn xóm."
INTRODUCTION = (
    "<p>Hội Khuyến học huyện Thạch An vận động mọi gia đình, dòng họ, thôn xóm và cơ quan cùng chăm lo "
    "việc học: khuyến "
    "khích trẻ em đến trường, người lớn học suốt đời, giúp đỡ học sinh khó khăn và tôn vinh những tấm "
    "gương hiếu "
    "học.</p><p>Trang này đưa tin về công việc của Hội. Bên cạnh mỗi con số có dấu <b>?</b>: mở ra là biết "
    "con số ấy từ "
    "đâu.</p>"
)
LEAD = (
    "Sáng 09/11/2022, tại huyện Thạch An, Hội Khuyến học các huyện Trùng Khánh, Hạ Lang, Quảng Hòa, Thạch "
    "An và thành "
    "phố Cao Bằng họp giao ban cụm thi đua các huyện miền Đông, đánh giá công tác khuyến học năm 2022 và "
    "đề ra nhiệm vụ "
    "năm 2023."
)


def body(hall: Image, table: Image) -> Sequence[tuple[str, Any]]:
    """The article, piece by piece, as a stream field takes it."""
    return (
        _picture(
            hall,
            (
                "Hình minh họa: Toàn cảnh hội nghị giao ban cụm thi đua khuyến học các huyện miền Đông, "
                "Thạch "
                "An, 09/11/2022."
            ),
        ),
        ("heading", "Tổ chức hội được củng cố và phát triển"),
        (
            "paragraph",
            "<p>Năm 2022, tổ chức hội ở các huyện và thành phố trong cụm tiếp tục được duy trì, củng cố và "
            "phát triển "
            "cả về đơn vị, chi hội và hội viên. Đến nay toàn cụm có "
            "[[mien-dong/org.chapters/2022/computed]] chi hội, "
            "trong đó huyện Thạch An có [[thach-an/org.chapters/2022/typed]], thành phố Cao Bằng "
            "[[tp-cao-bang/org.chapters/2022/typed]], huyện Quảng Hòa "
            "[[quang-hoa/org.chapters/2022/typed]], huyện "
            "Trùng Khánh [[trung-khanh/org.chapters/2022/typed]], huyện Hạ Lang "
            "[[ha-lang/org.chapters/2022/typed]] chi "
            "hội. Cả cụm có [[mien-dong/org.members/2022/typed]] hội viên.</p>",
        ),
        ("heading", "Tuyên truyền, tập huấn đến cơ sở"),
        (
            "paragraph",
            "<p>Hội Khuyến học các huyện, thành phố đã xây dựng kế hoạch, đẩy mạnh tuyên truyền và triển "
            "khai thực hiện "
            "các chỉ thị, nghị quyết của Đảng và Nhà nước về công tác khuyến học. Toàn cụm mở "
            "[[mien-dong/training.classes/2022/typed]] lớp tập huấn đến cơ sở về hai chương trình: đẩy "
            "mạnh phong trào "
            "học tập suốt đời trong gia đình, dòng họ, cộng đồng, đơn vị giai đoạn 2021–2030 (Quyết định "
            "387/QĐ-TTg) và "
            "xây dựng mô hình “Công dân học tập” giai đoạn 2021–2030 (Quyết định 677/QĐ-TTg).</p>",
        ),
        ("heading", "Giúp đỡ kịp thời, khen thưởng xứng đáng"),
        (
            "paragraph",
            "<p>Các cấp hội kịp thời giúp đỡ học sinh có hoàn cảnh khó khăn, trẻ mồ côi, học sinh khuyết "
            "tật; phát động "
            "thi đua và khen thưởng cán bộ quản lý giáo dục, giáo viên, học sinh đạt thành tích xuất "
            "sắc.</p>",
        ),
        ("heading", "Xây dựng các mô hình học tập"),
        (
            "paragraph",
            "<p>Các mô hình học tập được đăng ký theo gia đình, dòng họ, cộng đồng, đơn vị và công dân; "
            "việc công nhận "
            "được làm vào cuối năm. Riêng huyện Thạch An có "
            "[[thach-an/model.family_hieuhoc.registered/2022/typed]] gia "
            "đình đăng ký gia đình hiếu học, [[thach-an/model.clan.registered/2022/typed]] dòng họ đăng ký "
            "dòng họ học "
            "tập, [[thach-an/model.community.registered/2022/typed]] cộng đồng đăng ký cộng đồng học tập và "
            "[[thach-an/model.unit.registered/2022/typed]] đơn vị đăng ký đơn vị học tập. Đây là số đăng "
            "ký, chưa phải "
            "số được công nhận.</p>",
        ),
        _picture(table, "Hình minh họa: Các đại biểu thảo luận tại hội nghị giao ban, Thạch An, 09/11/2022."),
        ("heading", "Thảo luận và nhiệm vụ năm 2023"),
        (
            "paragraph",
            "<p>Tại hội nghị, các đại biểu trao đổi về kết quả đã đạt được, kinh nghiệm tham mưu, chỉ đạo "
            "công tác "
            "khuyến học ở địa phương, những khó khăn, vướng mắc và các biện pháp nâng cao hiệu quả hoạt "
            "động.</p>",
        ),
        (
            "paragraph",
            "<p>Năm 2023, các đơn vị trong cụm tập trung:</p><ul><li>tiếp tục củng cố, kiện toàn tổ chức "
            "hội;</li><li>chỉ đạo các xã, phường, thị trấn tổ chức đăng ký mô hình “Công dân học "
            "tập”;</li><li>tiếp tục "
            "xây dựng quỹ khuyến học trong các gia đình, dòng họ, cộng đồng và cơ quan.</li></ul>",
        ),
        (
            "paragraph",
            "<p><i>Cấp huyện kết thúc hoạt động từ ngày 01/7/2025. Các số trong bài được giữ theo tên gọi "
            "và địa giới "
            "của các đơn vị khi họp giao ban.</i></p>",
        ),
    )


def _picture(image: Image, caption: str) -> tuple[str, Mapping[str, Any]]:
    return "picture", {
        "image": image,
        "caption": caption,
        "credit": "Hình vẽ của dự án",
        "rights_basis": "illustration",
        "people_shown": "none",
        "consent_note": "",
    }
