"""Filters of the desk's lists that one types into."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.http import HttpRequest


@dataclass(frozen=True)
class Input:
    """One input of a filter: its parameter, its label and the kind of input."""

    name: str
    label: Any
    kind: str = "text"


class TypedFilter(admin.ListFilter):
    """A small form beside the list; `inputs` says of what, `fault` what is wrong with it."""

    template = "admin/typed_filter.html"
    inputs: tuple[Input, ...] = ()
    fault: Any = ""

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        for part in self.inputs:
            if part.name in params:
                values = params.pop(part.name)
                self.used_parameters[part.name] = str(values[-1]).replace("\0", "").strip()

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [part.name for part in self.inputs]

    def typed(self, name: str) -> str:
        """What stands in one input."""
        return str(self.used_parameters.get(name, ""))

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The form itself, as the only choice."""
        own = [part.name for part in self.inputs]
        params = changelist.params.items()
        yield {
            "inputs": [(part, self.typed(part.name)) for part in self.inputs],
            "carried": [(name, value) for name, value in params if name not in (*own, PAGE_VAR)],
            "is_used": any(map(self.typed, own)),
            "selected": not any(map(self.typed, own)),
            "query_string": changelist.get_query_string(remove=own),
            "fault": self.fault,
        }
