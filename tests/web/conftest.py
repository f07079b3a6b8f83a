"""A clerk at a desk, with a store that is not there yet."""

import pytest


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    from tests.web.desk import Clerk

    monkeypatch.chdir(tmp_path)
    return Clerk(tmp_path / "store")


@pytest.fixture
def stocked(clerk, made_once):
    """The same with the three versions of the sample in the store."""
    from piadiff.commands.add import add
    from tests.web.desk import SAMPLE

    @made_once
    def fill() -> None:
        add([SAMPLE / f"v{n}.txt" for n in (1, 2, 3)], store=clerk.room.folder)

    return clerk
