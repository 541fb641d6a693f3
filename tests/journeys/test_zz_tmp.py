from tests.journeys.shown_pages import *
from tests.journeys.test_every_page import *
def test_h(served, opened):
    s=served.service
    w=opened(served,height=900).signed_in("paediatrician"); page=w.page()
    out=[]
    for i,(a,c,r) in enumerate(open_appointments(s)):
        page.goto(f"/appointments/{a}/encounter")
        n=page.locator('[data-carried="yes"]').count(); h=page.evaluate("document.documentElement.scrollHeight")
        out.append((i,n,h,h-page.evaluate("document.querySelector('.en-save').getBoundingClientRect().bottom+scrollY-0")))
    print(out)
    for i in (0,3,10,5,12):
        page.goto(f"/appointments/{open_appointments(s)[i][0]}/encounter")
        h=page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width":1280,"height":h}); page.screenshot(path=f"/tmp/f{i}.png"); page.set_viewport_size({"width":1280,"height":900})
