"""Every address of a dataset × every dataset × every kind of reader."""

from __future__ import annotations

import pytest

from tests.matrix import routes
from tests.matrix.judging import METHODS, judge
from tests.matrix.leaks import forbidden
from tests.matrix.readers import ASKED


@pytest.mark.parametrize("name", ASKED)
def test_datasets(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    wrong = []
    for dataset in world.datasets:
        for page, route in routes.DATASET_PAGES.items():
            address = routes.dataset_address(world, someone, page, dataset)
            # A reading address answers a form as it answers a link: one dataset shows it.
            only_read = route.needs == "see" and dataset != "limite"
            for method in METHODS[:1] if only_read else METHODS:
                expected = routes.expected_of_dataset(world, someone, page, dataset, method)
                wrong += judge(client, method, address, expected, hidden)
    assert not wrong, "\n".join(["", *wrong])
