"""Checks calls, answers and updates against a machine-readable description of the Bot API (not part of this project).

``Contract.find()`` reads the file named by BOTAPI_SPEC, else ``../shared/data/botapi-spec/api-10.0.json`` beside the
repository, and is None where there is none. Each check returns a list of complaints, empty when all is well.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PLACE = Path(__file__).parents[3].parent / "shared" / "data" / "botapi-spec" / "api-10.0.json"
ARRAY = "Array of "
SIMPLE: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (int, float),
}
LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")
RANGE = re.compile(r"[Vv]alues between (\d+)-(\d+)")
ALWAYS = re.compile(r"(?:always|must be) [\"“]?([a-z_]+)[\"”]?")


@dataclass(frozen=True)
class Contract:
    """The description: methods and types by name."""

    methods: Mapping[str, Any]
    types: Mapping[str, Any]

    @classmethod
    def find(cls) -> "Contract | None":
        """Read the description, None where it is not at hand."""
        path = Path(os.environ.get("BOTAPI_SPEC", PLACE))
        if not path.is_file():
            return None
        read = json.loads(path.read_text(encoding="utf-8"))
        return cls({name.lower(): body for name, body in read["methods"].items()}, read["types"])

    def check_call(
        self, method: str, params: Mapping[str, object], uploads: Mapping[str, object] | None = None
    ) -> list[str]:
        """Complain about unknown, missing or ill-typed parameters and broken limits of one call."""
        described = self.methods.get(method.lower())
        if described is None:
            return [f"{method}: no such method"]
        fields = {field["name"]: field for field in described.get("fields", [])}
        files = set(uploads or {})
        complaints = [f"{method}.{name}: unknown parameter" for name in params if name not in fields]
        for name, field in fields.items():
            if name in params:
                value = _wire(params[name], field["types"])
                complaints += self._value(value, field["types"], f"{method}.{name}", strict=True)
                complaints += _limits(value, field["description"], f"{method}.{name}")
            elif field["required"] and name not in files:
                complaints.append(f"{method}.{name}: required")
        return complaints

    def check_answer(self, method: str, result: object) -> list[str]:
        """Complain about a result that is not what the method returns."""
        return self._value(result, self.methods[method.lower()]["returns"], method)

    def check_update(self, update: object) -> list[str]:
        """Complain about an update that is not one, or that carries not exactly one thing."""
        complaints = self._value(update, ["Update"], "Update")
        if not isinstance(update, dict) or len(update) != 2:
            complaints.append("Update: exactly one optional field expected")
        return complaints

    def _value(self, value: object, types: list[str], where: str, *, strict: bool = False) -> list[str]:
        """Return the complaints of the type that fits best."""
        return min((self._one(value, name, where, strict) for name in types), key=len)

    def _one(self, value: object, name: str, where: str, strict: bool) -> list[str]:
        if name.startswith(ARRAY):
            if not isinstance(value, list):
                return [f"{where}: {type(value).__name__} is no {name}"]
            inner = name.removeprefix(ARRAY)
            return [text for at, item in enumerate(value) for text in self._one(item, inner, f"{where}[{at}]", strict)]
        if name in SIMPLE:
            fits = isinstance(value, SIMPLE[name]) and (name in ("Boolean", "True")) == isinstance(value, bool)
            return [] if fits else [f"{where}: {value!r} is no {name}"]
        if name == "InputFile":
            return [] if isinstance(value, str) and value.startswith("attach://") else [f"{where}: no InputFile"]
        return self._object(value, name, where, strict)

    def _object(self, value: object, name: str, where: str, strict: bool) -> list[str]:
        described = self.types[name]
        if subtypes := described.get("subtypes"):
            return self._value(value, subtypes, where, strict=strict)
        if not isinstance(value, dict):
            return [f"{where}: {type(value).__name__} is no {name}"]
        fields = {field["name"]: field for field in described.get("fields", [])}
        complaints = [f"{where}.{key}: unknown field of {name}" for key in value if key not in fields]
        for key, field in fields.items():
            if key in value:
                complaints += self._value(value[key], field["types"], f"{where}.{key}", strict=strict)
                complaints += _constant(value[key], field["description"], f"{where}.{key}")
                complaints += _limits(value[key], field["description"], f"{where}.{key}") if strict else []
            elif field["required"]:
                complaints.append(f"{where}.{key}: required in {name}")
        if (
            strict
            and name == "InlineKeyboardButton"
            and len(set(value) - {"text", "style", "icon_custom_emoji_id"}) != 1
        ):
            complaints.append(f"{where}: exactly one action per button")
        return complaints


def _wire(value: object, types: list[str]) -> object:
    """Read a parameter that travelled as text as what it stands for."""
    if not isinstance(value, str) or types == ["String"]:
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return value if "String" in types and not isinstance(read, int) else read


def _limits(value: object, description: str, where: str) -> list[str]:
    """Complain about lengths and ranges given in a field's description."""
    found = LENGTH.search(description)
    if found and isinstance(value, str) and "entities parsing" not in description:
        size = len(value.encode()) if found[3] == "bytes" else len(value)
        if not int(found[1]) <= size <= int(found[2]):
            return [f"{where}: {size} {found[3]}, {found[0]} allowed"]
    found = RANGE.search(description)
    if found and isinstance(value, int) and not int(found[1]) <= value <= int(found[2]):
        return [f"{where}: {value} is not between {found[1]} and {found[2]}"]
    return []


def _constant(value: object, description: str, where: str) -> list[str]:
    """Complain where a discriminator (“always …”, “must be …”) says otherwise; this tells subtypes apart."""
    found = ALWAYS.search(description)
    if found and isinstance(value, str) and "one of" not in description and value != found[1] and found[1] != "true":
        return [f"{where}: {value!r} instead of {found[1]!r}"]
    return []
