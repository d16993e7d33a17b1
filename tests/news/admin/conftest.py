"""Who sits at the desk: an editor, or the chief who leads."""

import pytest


@pytest.fixture
def desk(editor, client_of):
    return client_of(editor)


@pytest.fixture
def leader(chief, client_of):
    return client_of(chief)
