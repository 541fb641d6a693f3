import sys
sys.path.insert(0, "/work/main")
from tests.journeys.conftest import *  # noqa
from tests.web.places import open_appointments
from tests.journeys.test_every_page import barriers, too_wide
from pathlib import Path

def test_look(served, opened):
    service = served.service
    family, born, child = service.rows("select family_name, birth_date, child from child_demographics where birth_date is not null limit 1")[0]
    from app.identity import shown
    cid = shown(child)
    other = shown(service.rows("select child from child_demographics where child != ? limit 1", child)[0][0])
    number = service.rows("select value from child_identifier where kind='nhs_number' limit 1")[0][0]
    out = Path("/tmp/shots")
    faults = []
    for width in (1280, 360, 320):
        ctx = opened(served, scripts=True, width=width).signed_in("clerk")
        page = ctx.page()
        def snap(name, p=page):
            p.screenshot(path=out / f"{name}-{width}.png", full_page=True)
            faults.extend((name, width, f) for f in too_wide(p))
            if width == 1280:
                faults.extend((name, width, f) for f in barriers(p, width))
                p.set_viewport_size({"width": width, "height": 800})
        page.goto("/children"); snap("find")
        page.fill("#number", number); page.click("text=Find by number"); snap("found")
        page.goto("/children"); page.fill("#family_name", "<script>"); page.click("text=Find by name"); snap("find-faults")
        page.goto("/children"); page.fill("#family_name", family[:2]); page.fill("#birth_date", born); page.click("text=Find by name"); snap("found-name")
        page.click("text=Register a new child"); snap("register")
        page.click("main button.nhsuk-button"); snap("register-faults")
        page.fill("#nhs_number", number); page.fill("#family_name", family); page.fill("#given_name", "Zed"); page.fill("#birth_date", born); page.select_option("#nhs_number_status", "01")
        page.click("main button.nhsuk-button"); snap("register-holder")
        page.fill("#nhs_number", ""); page.select_option("#nhs_number_status", "07"); page.fill("#local_identifier", f"L{width}")
        page.click("main button.nhsuk-button"); snap("register-look-alikes")
        page.check("#confirmed"); page.click("text=Register as another child"); snap("referral")
        page.click("main button.nhsuk-button"); snap("referral-faults")
        page.goto(f"/children/{cid}/registration"); snap("correct")
        other_tab = ctx.page(); other_tab.goto(f"/children/{cid}/registration"); other_tab.fill("#title", f"T{width}"); other_tab.fill("#school", f"EE999{width}"[:8]); other_tab.click("main button.nhsuk-button"); snap("corrected", other_tab); page.fill("#title", "Ms"); page.click("main button.nhsuk-button"); snap("stale")
        page.fill("#postcode", "nonsense"); page.click("main button.nhsuk-button"); snap("correct-faults")
        page.goto(f"/children/{cid}/merge"); snap("merge")
        page.fill("#number", f"L{width}"); page.click("text=Find by number"); snap("merge-found")
        page.click("main button:has-text('Compare')"); snap("merge-compare")
        ctx.complaints.clear()
        doc = opened(served, scripts=True, width=width).signed_in("paediatrician")
        page2 = doc.page(); page2.goto(f"/children/{cid}"); snap("child", page2)
        page2.goto("/"); snap("start", page2)
        doc.complaints.clear()
    print(*faults, sep="\n")
