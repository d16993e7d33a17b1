"""What tests of news share."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest


@pytest.fixture
def committed(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager],
) -> Callable[[], AbstractContextManager]:
    """`with committed():` what is made inside counts as committed, so that pages cache again."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
