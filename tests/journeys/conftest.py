"""One running demo for every walk: it takes half a minute to seed, and the walks keep to people of their own."""

from collections.abc import Iterator

import pytest

from .product import Product, running


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The demo, started once by each test process that walks it (`--dist loadfile` keeps a file in one process)."""
    with running(tmp_path_factory.mktemp("journey") / "var") as product:
        yield product
