"""Providers' systems registered in memory, as the demonstration sees them."""

import json
from dataclasses import dataclass, field, replace

from app.demo.ports import DemoSystem


@dataclass(slots=True)
class MemorySystems:
    """Systems of one organisation; the public key of each by its client id."""

    registered: list[DemoSystem] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def of(self, ods_code: str) -> tuple[DemoSystem, ...]:
        assert ods_code == "RZZ01"
        return tuple(self.registered)

    def add(self, ods_code: str, name: str, scope: str, public_key: str) -> str:
        assert (ods_code, scope) == ("RZZ01", "system/*.cruds")
        client_id = f"CLIENT{len(self.registered)}"
        self.keys[client_id] = public_key
        self.registered.append(DemoSystem(client_id, name, json.loads(public_key)["kid"]))
        return client_id

    def give_key(self, client_id: str, public_key: str) -> None:
        self.keys[client_id] = public_key
        self.registered = [
            replace(each, key_id=json.loads(public_key)["kid"]) if each.client_id == client_id else each
            for each in self.registered
        ]
