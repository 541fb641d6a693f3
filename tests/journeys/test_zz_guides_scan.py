from tests.journeys.test_guide_pictures import *  # noqa
from tests.journeys.test_guide_pictures import clinic, take  # noqa
def test_scan(opened, clinic):
    page = opened(clinic, height=900).signed_in("paediatrician").page()
    page.goto(clinic.service.clinic_path)
    for a,c,r in open_appointments(clinic.service):
        page.goto(f"/appointments/{a}/encounter")
        print(a, page.locator(".en-banner__name").inner_text(), "carried", page.locator('[data-carried="yes"]').count(),"ticked",page.locator('[data-carried="yes"] .en-chip__tick:checked').count(), "asks", page.locator('.en-chip--asks').count(), "family", page.locator('[data-section="family_reported_issue"] [data-carried="yes"]').count(),"wnb", page.locator('#safeguarding[data-prompts=yes]').count(), "h", page.evaluate("document.documentElement.scrollHeight"), "interp", clinic.service.rows("select count(*) from child_fact where kind like '%interp%' and value='yes' and child=(select child from appointment where id=?)", int(__import__('app.identity',fromlist=['x']).parse_identity(a))))
