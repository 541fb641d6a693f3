"""Every audited action is one that some code performs."""

import re

import pytest

from app.access.audit import AuditAction
from tests.architecture.source import sources


@pytest.mark.parametrize("action", AuditAction, ids=lambda action: action.name)
def test_every_action_is_audited_somewhere(action: AuditAction) -> None:
    named = re.compile(rf"\bAuditAction\.{action.name}\b")
    users = [str(source.path) for source in sources() if named.search(source.text)]
    assert [path for path in users if path != "app/access/audit.py"], f"nothing records “{action.value}”"
