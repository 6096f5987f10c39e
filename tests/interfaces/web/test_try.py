import os, pathlib
import pytest
from playwright.sync_api import sync_playwright
from tests import factories
from tests.cast import client_of, cast
OUT=pathlib.Path("/tmp/webx/shots"); OUT.mkdir(exist_ok=True)
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"

FIG=[("thach-an","org.chapters",217),("tp-cao-bang","org.chapters",151),("thach-an","model.family.registered",6126),("thach-an","model.clan.registered",6),("thach-an","model.community.registered",91),
]
@pytest.mark.django_db(transaction=True)
def test_look(cast, live_server, settings, tmp_path):
    rows=[dict(unit=u,period="2022",indicator=i,value=v,source="Báo cáo tại hội nghị giao ban 09/11/2022") for u,i,v in FIG]
    rows+=[dict(unit="mien-dong",period="2022",indicator="org.members",value=60000,qualifier="over",source="Tin trên trang huyện Thạch An"),
      dict(unit="thach-an",period="2022",indicator="model.unit.registered",value=58,total=58),
      dict(unit="thach-an",period="2022",indicator="base.households",value=7200),
      dict(unit="thach-an",period="2022",indicator="model.family.recognised",value=6300,total=7200,rate="86.1"),
      dict(unit="dong-khe",period="2022",indicator="org.chapters",value=20),
      dict(unit="duc-long",period="2022",indicator="org.chapters",value=18),
      dict(unit="duc-long",period="2025",indicator="org.chapters",value=18, source="Báo cáo năm"),
      dict(unit="thach-an",period="2022",indicator="fund.balance.commune" ,value=834000000) if False else dict(unit="thach-an",period="2022",indicator="activity.classes.training",value=15) if False else dict(unit="tp-cao-bang",period="2022",indicator="model.clan.registered",value=9)]
    factories.figures(*rows, file_name="giao-ban-2022.xlsx.csv")
    factories.figures(dict(unit="thach-an",period="2022",indicator="org.chapters",value=218,source="Đính chính ngày 15/11/2022"), file_name="dinh-chinh.csv")
    try:
        factories.issued(cast.mien_dong, 2022)
    except Exception as e: print("ISSUE FAILED", repr(e))
    bad=tmp_path/"so-lieu-moi.csv"
    bad.write_bytes(factories.figure_sheet(dict(unit="duc-long",period="2025",indicator="org.chapters",value=19),dict(unit="duc-long",period="2025",indicator="org.members",value="4 người"),dict(unit="tân giang",period="2025",indicator="org.membres",value="12"),dict(unit="na-po",period="2025",indicator="org.members",value="1.215")))
    cookie=client_of(cast.province).cookies["sessionid"].value
    ed=client_of(cast.stranger).cookies["sessionid"].value
    no=client_of(cast.nobody).cookies["sessionid"].value
    only=os.environ.get("ONLY","").split(",") if os.environ.get("ONLY") else None
    from khuyenhoc.domain.reporting.models import ReportedFigure
    fid=ReportedFigure.objects.filter(unit=cast.thach_an,indicator="org.chapters").order_by("-pk").first().pk
    pages={"login":("/dang-nhap/",None),"home":("/lam-viec/",cookie),"home-stranger":("/lam-viec/",ed),"nopost":("/lam-viec/",no),"units":("/lam-viec/don-vi/",cookie),"units-2024":("/lam-viec/don-vi/?q=tan+giang&on=2024-01-01",cookie),
     "unit-tangiang":("/lam-viec/don-vi/tan-giang/",cookie),"unit-thachan":("/lam-viec/don-vi/thach-an/",cookie),"figures":("/lam-viec/so-lieu/thach-an/?period=2022",cookie),"figures-province":("/lam-viec/so-lieu/cao-bang/?period=2022&tree=now",cookie),"figures-cluster":("/lam-viec/so-lieu/mien-dong/?period=2022",cookie),"figures-absent":("/lam-viec/so-lieu/thach-an/?period=2022&tree=now",cookie),"source":(f"/lam-viec/so-lieu/thach-an/nguon/{fid}/",cookie),
     "load":("/lam-viec/nap-so-lieu/",cookie),"packs":("/lam-viec/bao-cao/",cookie),"pack":("/lam-viec/bao-cao/mien-dong/2022/",cookie),"pack-issue":("/lam-viec/bao-cao/mien-dong/2022/phat-hanh/",cookie),"pack-issued":("/lam-viec/bao-cao/mien-dong/2022/lan/1/",cookie),"check":("/lam-viec/bao-cao/kiem-tra-tep/",cookie),"account":("/lam-viec/tai-khoan/",cookie),"password":("/dang-nhap/doi-mat-khau/",cookie),"404":("/lam-viec/don-vi/khong-co/",cookie)}
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None,args=["--no-sandbox"])
        for w in (320,1280):
            for name,(url,ck) in pages.items():
                if only and name not in only: continue
                ctx=b.new_context(viewport={"width":w,"height":800},locale="en-US")
                if ck: ctx.add_cookies([{"name":"sessionid","value":ck,"url":live_server.url}])
                pg=ctx.new_page()
                msgs=[]
                pg.on("console",lambda m:msgs.append(m.text)); pg.on("pageerror",lambda e:msgs.append(str(e)))
                r=pg.goto(live_server.url+url)
                over=pg.evaluate("document.documentElement.scrollWidth-document.documentElement.clientWidth")
                pg.screenshot(path=str(OUT/f"{name}-{w}.png"),full_page=True)
                print(name,w,r.status,"overflow",over,msgs[:3])
                if name=="load":
                    pg.set_input_files("input[type=file]",str(bad)); pg.click("button.button-main")
                    pg.wait_for_url("**/xem-truoc/**"); pg.screenshot(path=str(OUT/f"trial-{w}.png"),full_page=True)
                    print("trial overflow",pg.evaluate("document.documentElement.scrollWidth-document.documentElement.clientWidth"))
                    if w==1280:
                        pg.click("button.button-main"); pg.wait_for_url("**/da-luu/**"); pg.screenshot(path=str(OUT/f"loaded-{w}.png"),full_page=True)
                if name=="check":
                    from khuyenhoc.domain.reporting.models import IssuedFile
                    f=IssuedFile.objects.filter(format="pdf").first()
                    if f:
                        q=tmp_path/"a.pdf"; q.write_bytes(bytes(f.content)); pg.set_input_files("input[type=file]",str(q)); pg.click("button.button-main"); pg.wait_for_load_state(); pg.screenshot(path=str(OUT/f"checked-{w}.png"),full_page=True)
                ctx.close()
        b.close()
