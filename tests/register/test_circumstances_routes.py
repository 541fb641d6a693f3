"""The page on which a child's circumstances are asked about, on the real application."""

from collections.abc import Mapping

import pytest

from tests.register.test_child_routes import known, registered
from tests.service import Answer, Service, Visitor
from tests.web.page_text import FormText


@pytest.fixture
def clerk(service: Service) -> Visitor:
    return service.signed_in("clerk")


def asked(visitor: Visitor, child: str) -> FormText:
    path = f"/children/{child}/circumstances"
    return visitor.get(path).page.form(path)


def said(visitor: Visitor, child: str, changes: Mapping[str, str | list[str]]) -> Answer:
    return visitor.post(f"/children/{child}/circumstances", asked(visitor, child).with_fields(changes))


def test_what_is_said_stands_in_the_form_afterwards(service: Service, clerk: Visitor) -> None:
    child = registered(clerk)
    answer = said(
        clerk,
        child,
        {
            "accommodation": "MA05",
            "sen_type.04": "yes",
            "disability_question.05": "yes",
            "disability_question.05.qualifier": "01",
            "overseas_visitor_category": "A",
            "overseas_visitor_category.since": "1/9/2026",
        },
    )
    assert (answer.status, answer.location) == (303, f"/children/{child}/circumstances?done=corrected")
    form = asked(clerk, child)
    assert form.value("accommodation") == "MA05"
    assert form.value("sen_type.04") == "yes"
    assert "sen_type.05" not in form.fields
    assert form.value("disability_question.05.qualifier") == "01"
    assert form.value("overseas_visitor_category.since") == "01-Sep-2026"
    assert service.rows("select qualifier from child_fact where kind = 'disability_question' and qualifier = '01'")
    page = clerk.get(f"/children/{child}/circumstances").page
    assert "Last answered" in page.words
    unchanged = said(clerk, child, {})
    assert unchanged.location.endswith("?done=unchanged")


def test_a_plan_is_recorded_by_who_may_see_it_and_stays_when_the_desk_records(service: Service, clerk: Visitor) -> None:
    child = registered(clerk)
    clinician = service.signed_in("paediatrician")
    plan = {"child_protection_plan": "01", "child_protection_plan.since": "4/3/2026", "safeguarding_factor.10": "yes"}
    assert said(clinician, child, plan).status == 303
    words = clinician.get(f"/children/{child}/circumstances").page.words
    assert "Neglect , from 04-Mar-2026" in words
    assert "Neglect" not in clerk.get(f"/children/{child}/circumstances").page.words
    assert said(clerk, child, {"accommodation": "MA05"}).status == 303
    assert asked(clinician, child).value("safeguarding_factor.10") == "yes"


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(service: Service, clerk: Visitor) -> None:
    child = registered(clerk)
    clinician = service.signed_in("paediatrician")
    typed = {"child_protection_plan": "01", "child_protection_plan.since": "99/99/2026"}
    answer = said(clinician, child, {**typed, "safeguarding_vulnerability": "N", "safeguarding_factor.10": "yes"})
    assert answer.status == 422
    assert answer.page.title.startswith("Error: ")
    assert {"#child_protection_plan.since", "#safeguarding_vulnerability"} <= set(answer.page.links)
    form = answer.page.form(f"/children/{child}/circumstances")
    assert form.value("child_protection_plan.since") == "99/99/2026"
    assert form.value("safeguarding_factor.10") == "yes"


def test_what_somebody_else_recorded_meanwhile_is_kept(service: Service, clerk: Visitor) -> None:
    child = registered(clerk)
    first, path = asked(clerk, child), f"/children/{child}/circumstances"
    said(service.signed_in("paediatrician"), child, {"sen_type.07": "yes"})
    answer = clerk.post(path, first.with_fields({"accommodation": "MA05"}))
    assert answer.status == 409
    assert "Somebody else recorded circumstances" in answer.page.words
    assert clerk.post(path, answer.page.form(path).fields).status == 303
    form = asked(clerk, child)
    assert (form.value("accommodation"), form.value("sen_type.07")) == ("MA05", "yes")


def test_the_page_is_reached_from_the_child(service: Service, clerk: Visitor) -> None:
    child = registered(clerk)
    for visitor, place in ((clerk, "/registration"), (service.signed_in("paediatrician"), "")):
        assert f"/children/{child}/circumstances" in visitor.get(f"/children/{child}{place}").page.links


def test_of_a_record_that_was_merged_nothing_is_asked(service: Service, clerk: Visitor) -> None:
    one, other = known(service)[0], known(service, 1)[0]
    path = f"/children/{one}/merge"
    compared = clerk.post_with_proof(path, {"action": "compare", "into": other})
    sure = {"reason": "One child", "same": "yes", "two_numbers": "yes"}
    assert clerk.post(path, compared.page.form(path).with_fields(sure)).status == 303
    page = clerk.get(f"/children/{one}/circumstances").page
    assert f"/children/{other}/circumstances" in page.links
    assert not [form for form in page.forms if form.action.endswith("/circumstances")]
    assert clerk.post_with_proof(f"/children/{one}/circumstances", {"seen": "x"}).status == 409
