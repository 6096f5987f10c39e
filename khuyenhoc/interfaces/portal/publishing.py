"""
Setting up a unit's site and publishing the article on a review meeting, with every number taken from the issued pack.

The words are those of the founding case (the eastern cluster of Cao Bằng, 09/11/2022); nothing is said that its page did not say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page, Site

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.interfaces.portal import demo_pictures
from khuyenhoc.interfaces.portal.models import ArticlePage, HomePage, SiteIdentity

DEMO_IDENTITY: Mapping[str, str] = {
    "site_name": "Trang thông tin điện tử huyện Thạch An",
    "managing_organisation": "Hội Khuyến học huyện Thạch An",
    "superior_organisation": "Hội Khuyến học tỉnh Cao Bằng",
    "contact_address": "Thị trấn Đông Khê, huyện Thạch An, tỉnh Cao Bằng",
    "email": "minh-hoa@khuyenhoc.example",
    "telephone": "000 0000 000 (số minh họa)",
    "responsible_person": "Người phụ trách (tên minh họa)",
    "identity_note": "Bản trình diễn: thư điện tử, điện thoại và người chịu trách nhiệm nội dung là dữ liệu minh họa, không phải của cơ quan nào.",
    "superior_portal_name": "Cổng thông tin điện tử tỉnh Cao Bằng",
    "attribution_rule": "Ghi rõ nguồn “Trang thông tin điện tử huyện Thạch An” khi trích dẫn hoặc phát hành lại thông tin từ trang này.",
    "copyright_holder": "Hội Khuyến học huyện Thạch An",
}
"""What the founding page states; what it does not state is marked as made up. No IPv6 number: that mark has to be earned."""

_SLUG = "giao-ban-cum-thi-dua-khuyen-hoc-mien-dong-2022"
_TITLE = "Giao ban cụm thi đua khuyến học các huyện miền Đông năm 2022"
_INTRODUCTION = (
    "<p>Hội Khuyến học huyện Thạch An vận động mọi gia đình, dòng họ, thôn xóm và cơ quan cùng chăm lo việc học: khuyến khích trẻ em đến trường, "
    "người lớn học suốt đời, giúp đỡ học sinh khó khăn và tôn vinh những tấm gương hiếu học.</p>"
    "<p>Trang này đưa tin về công việc của Hội. Bên cạnh mỗi con số có dấu <b>?</b>: mở ra là biết con số ấy từ đâu.</p>"
)
_LEAD = (
    "Sáng 09/11/2022, tại huyện Thạch An, Hội Khuyến học các huyện Trùng Khánh, Hạ Lang, Quảng Hòa, Thạch An và thành phố Cao Bằng họp giao ban "
    "cụm thi đua các huyện miền Đông, đánh giá công tác khuyến học năm 2022 và đề ra nhiệm vụ năm 2023."
)


def _body(hall: Image, table: Image) -> Sequence[tuple[str, Any]]:
    """The article, piece by piece. A key in double brackets is a number of the pack."""

    def chapters(unit: str) -> str:
        return f"[[{unit}/org.chapters/2022/typed]]"

    def registered(model: str) -> str:
        return f"[[thach-an/model.{model}.registered/2022/typed]]"

    def picture(image: Image, caption: str) -> tuple[str, Mapping[str, Any]]:
        return "picture", {
            "image": image,
            "caption": caption,
            "credit": "Hình vẽ của dự án",
            "rights_basis": "illustration",
            "people_shown": "none",
            "consent_note": "",
        }

    return (
        picture(hall, "Hình minh họa: Toàn cảnh hội nghị giao ban cụm thi đua khuyến học các huyện miền Đông, Thạch An, 09/11/2022."),
        ("heading", "Tổ chức hội được củng cố và phát triển"),
        (
            "paragraph",
            "<p>Năm 2022, tổ chức hội ở các huyện và thành phố trong cụm tiếp tục được duy trì, củng cố và phát triển cả về đơn vị, chi hội "
            f"và hội viên. Đến nay toàn cụm có [[mien-dong/org.chapters/2022/computed]] chi hội, trong đó huyện Thạch An {chapters('thach-an')}, "
            f"thành phố Cao Bằng {chapters('tp-cao-bang')}, huyện Quảng Hòa {chapters('quang-hoa')}, huyện Trùng Khánh {chapters('trung-khanh')} "
            f"và huyện Hạ Lang {chapters('ha-lang')} chi hội; tổng số hội viên [[mien-dong/org.members/2022/typed]] người.</p>",
        ),
        ("heading", "Tuyên truyền, tập huấn đến cơ sở"),
        (
            "paragraph",
            "<p>Hội Khuyến học các huyện, thành phố đã xây dựng kế hoạch, đẩy mạnh tuyên truyền và triển khai thực hiện các chỉ thị, nghị quyết của "
            "Đảng và Nhà nước về công tác khuyến học. Toàn cụm mở [[mien-dong/training.classes/2022/typed]] lớp tập huấn đến cơ sở về hai chương "
            "trình: đẩy mạnh phong trào học tập suốt đời trong gia đình, dòng họ, cộng đồng, đơn vị giai đoạn 2021–2030 (Quyết định 387/QĐ-TTg) và "
            "xây dựng mô hình “Công dân học tập” giai đoạn 2021–2030 (Quyết định 677/QĐ-TTg).</p>",
        ),
        ("heading", "Giúp đỡ kịp thời, khen thưởng xứng đáng"),
        (
            "paragraph",
            "<p>Các cấp hội kịp thời giúp đỡ học sinh có hoàn cảnh khó khăn, trẻ mồ côi, học sinh khuyết tật; phát động thi đua và khen thưởng cán bộ "
            "quản lý giáo dục, giáo viên, học sinh đạt thành tích xuất sắc.</p>",
        ),
        ("heading", "Xây dựng các mô hình học tập"),
        (
            "paragraph",
            "<p>Các mô hình học tập được đăng ký theo gia đình, dòng họ, cộng đồng, đơn vị và công dân; việc công nhận được làm vào cuối năm. "
            f"Riêng huyện Thạch An có {registered('family_hieuhoc')} gia đình đăng ký gia đình hiếu học, {registered('clan')} dòng họ đăng ký dòng họ "
            f"học tập, {registered('community')} cộng đồng đăng ký cộng đồng học tập và {registered('unit')} đơn vị đăng ký đơn vị học tập. "
            "Đây là số đăng ký, chưa phải số được công nhận.</p>",
        ),
        picture(table, "Hình minh họa: Các đại biểu thảo luận tại hội nghị giao ban, Thạch An, 09/11/2022."),
        ("heading", "Thảo luận và nhiệm vụ năm 2023"),
        (
            "paragraph",
            "<p>Tại hội nghị, các đại biểu trao đổi về kết quả đã đạt được, kinh nghiệm tham mưu, chỉ đạo công tác khuyến học ở địa phương, những khó "
            "khăn, vướng mắc và các biện pháp nâng cao hiệu quả hoạt động.</p>",
        ),
        (
            "paragraph",
            "<p>Năm 2023, các đơn vị trong cụm tập trung:</p><ul>"
            "<li>tiếp tục củng cố, kiện toàn tổ chức hội;</li>"
            "<li>chỉ đạo các xã, phường, thị trấn tổ chức đăng ký mô hình “Công dân học tập”;</li>"
            "<li>tiếp tục xây dựng quỹ khuyến học trong các gia đình, dòng họ, cộng đồng và cơ quan.</li></ul>",
        ),
        (
            "paragraph",
            "<p><i>Cấp huyện kết thúc hoạt động từ ngày 01/7/2025. Các số trong bài được giữ theo tên gọi và địa giới của các đơn vị khi họp giao "
            "ban.</i></p>",
        ),
    )


@transaction.atomic
def publish_review_article(
    *, pack: IssuedPack, site_unit: Unit, identity: Mapping[str, Any] = DEMO_IDENTITY, pictures: Sequence[bytes] | None = None
) -> ArticlePage:
    """
    The unit's site, its front page, and on it the article on the review meeting bound to the pack. Doing it again changes nothing.

    With a later issue of the pack the same article is bound to that one and published anew.

    :param identity: the fields of `SiteIdentity`, all six compulsory ones among them
    :param pictures: two PNG files, the hall and the table; the project's own drawings unless given
    :raises ValidationError: the pack lacks a number the article speaks of
    """
    site = _site_of(site_unit, identity)
    home = site.root_page.specific
    kept: ArticlePage | None = ArticlePage.objects.child_of(home).filter(slug=_SLUG).first()
    if kept is not None and kept.pack_id == pack.pk and kept.live:
        return kept
    article = kept or ArticlePage(slug=_SLUG)
    hall, table = _pictures(pictures)
    article.title = _TITLE
    article.headline_in_capitals = True
    article.lead = _LEAD
    article.body = list(_body(hall, table))
    article.byline = "Trần Nhung – Tuấn Anh"
    article.pack = pack
    article.pack_files_are_public = True
    if kept is None:
        article.published_on = timezone.localdate()
        article.live = False
        home.add_child(instance=article)
    article.full_clean()
    article.save_revision().publish()
    article.refresh_from_db()
    return article


def _site_of(unit: Unit, identity: Mapping[str, Any]) -> Site:
    """The unit's site; on a platform without one, Wagtail's empty first site becomes it."""
    known = SiteIdentity.objects.filter(unit=unit).select_related("site").first()
    site = known.site if known else Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.pk is None or not isinstance(site.root_page.specific, HomePage):
        placeholder = site.root_page if site.pk else None
        site.root_page = _front_page(identity)
        site.site_name = str(identity["site_name"])
        site.save()
        if placeholder is not None and not placeholder.is_root() and placeholder.specific_class is Page:
            Page.objects.get(pk=placeholder.pk).delete()
    SiteIdentity.objects.update_or_create(site=site, defaults={**identity, "unit": unit})
    return site


def _front_page(identity: Mapping[str, Any]) -> HomePage:
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=_locale()))
    home = HomePage(
        title=identity["site_name"],
        slug="trang-chu",
        motto="Học tập suốt đời, ở mọi gia đình, mọi thôn xóm.",
        introduction=_INTRODUCTION,
        locale=_locale(),
        show_in_menus=True,
    )
    root.add_child(instance=home)
    home.save_revision().publish()
    return home


def _locale() -> Locale:
    return Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]


def _pictures(given: Sequence[bytes] | None) -> tuple[Image, Image]:
    hall, table = given or (demo_pictures.the_whole_meeting(), demo_pictures.delegates_in_discussion())
    return (
        _picture(
            hall,
            "toan-canh-giao-ban",
            "Toàn cảnh hội nghị (hình vẽ)",
            "Hình vẽ một hội trường nhìn từ cuối phòng: nhiều hàng người ngồi quay lưng, phía trước là bàn chủ tọa, bục phát biểu và phông đỏ.",
        ),
        _picture(
            table,
            "dai-bieu-thao-luan",
            "Đại biểu thảo luận (hình vẽ)",
            "Hình vẽ mười một người quanh một bàn họp hình bầu dục có tài liệu và cốc nước; một người đứng phát biểu trước bảng biểu đồ.",
        ),
    )


def _picture(content: bytes, name: str, title: str, description: str) -> Image:
    kept = Image.objects.filter(title=title).first()
    if kept is not None:
        return kept
    shelf = Collection.get_first_root_node() or Collection.add_root(name="Root")
    return Image.objects.create(
        title=title, description=description, collection=shelf, file=ImageFile(BytesIO(content), name=f"{name}.png")
    )
