from datetime import date
import pytest
from django.urls import reverse
from django.utils import timezone
from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Programme, OwnSet
from khuyenhoc.foundation.values.mandates import Action
from tests.cast import cast, client_of
from tests.domain.learning.titles import *
from tests.interfaces.web.test_in_a_browser import sign_in, faults
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Y = timezone.localdate().year
def test_shots(cast, live_server, page):
    people = [person(n, home=cast.na_po) for n in ("Nông Văn Hoà","Lý Thị Én","Bế Văn Ích","Triệu Thị Ngữ","Hoàng Văn Ỷ","Đàm Thị Ứng")]
    services.register_many(mandate=machine(Action.REGISTER, timezone.localdate()), programme=Programme.CITIZEN, year=Y, subjects={p.pk:"resident" for p in people})
    titles=list(Registration.objects.order_by("pk"))
    own_set(HAMLETS, unit=cast.cao_bang)
    h=services.register(mandate=machine(Action.REGISTER, timezone.localdate()),programme=Programme.COMMUNITY,year=Y,subject=group("community","Xóm Nà Pò",unit=cast.na_po))
    c=client_of(cast.commune)
    kw={"key":"na-po","year":Y,"programme":"citizen"}; kc={**kw,"key":"duc-long"}
    A=lambda n,k=kw: reverse("web:"+n,kwargs=k)
    d={}
    for r,t in enumerate(titles[:3]):
        d[f"c-{r}"]=t.paper_code; d|={f"m-{r}-{i}":"8" for i in range(1,11)}
    c.post(A("paper-grid"),d); c.post(A("paper-count"),{f"out-{cast.na_po.pk}":"6",f"back-{cast.na_po.pk}":"5",f"passed-{cast.na_po.pk}":"3"})
    p=client_of(cast.province)
    from tests.interfaces.web.test_own_sets_pages import stricter, families
    p.post(reverse("web:own-set-new"),stricter()); own=OwnSet.objects.latest("pk")
    pages={"papers":A("papers"),"papers2":A("papers",kc),"totals":A("paper-totals",kc),"grid":A("paper-grid"),"linked":reverse("web:linked",kwargs={"pk":h.pk}),"choose":reverse("web:papers-choose"),
      "sets":reverse("web:own-sets"),"new":reverse("web:own-set-new")+"?from=set:learning-citizen/2023","newlev":reverse("web:own-set-new")+"?from=empty:community/hamlet:levels","own":reverse("web:own-set",kwargs={"pk":own.pk})}
    page.set_extra_http_headers({"Accept-Language":"vi"}); sign_in(page, live_server, cast.province)
    for w in (320,1280):
        page.set_viewport_size({"width":w,"height":900})
        for n,u in pages.items():
            page.goto(live_server.url+u); print(n,w,page.evaluate("document.documentElement.scrollWidth"),faults(page))
            if n=="grid":
                cells=page.locator("input.code")
                cells.nth(0).fill(titles[4].paper_code.lower()); cells.nth(1).fill("K7M-2QA"); cells.nth(2).fill(titles[4].paper_code); cells.nth(3).fill(titles[0].paper_code); cells.nth(4).focus()
            page.screenshot(path=f"/tmp/v-assisted/shot-{n}-{w}.png",full_page=True)
            if n=="own":
                page.locator("form[action*=\"/thu/\"] button").first.click(); page.wait_for_load_state()
                print("trial",w,page.evaluate("document.documentElement.scrollWidth"),faults(page)); page.screenshot(path=f"/tmp/v-assisted/shot-trial-{w}.png",full_page=True)
