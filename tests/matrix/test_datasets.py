"""Every address of a dataset × every dataset × every kind of reader.

Every dataset is read at every address by everybody. What is done with one (described, mended,
opened…) is asked of one dataset among those that a reader sees alike.
"""

from __future__ import annotations

import pytest

from tests.matrix import routes
from tests.matrix.judging import MACHINE, METHODS, NOT_ALLOWED, PAGE, REFUSALS, judge
from tests.matrix.leaks import forbidden
from tests.matrix.readers import ASKED
from tests.matrix.test_networks import PAGES as NETWORKS

WHOLE = "limite"
"""The dataset that is asked everything; the others, what could be answered otherwise."""


@pytest.mark.parametrize("name", ASKED)
def test_datasets(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    wrong, read, asked = [], set(), set()
    for dataset in world.datasets:
        for page, route in routes.DATASET_PAGES.items():
            # What is no network answers alike whatever it is; a real one is asked apart.
            if page in NETWORKS and dataset != WHOLE:
                continue
            address = routes.dataset_address(world, someone, page, dataset)
            # A reading address answers a form as it answers a link.
            only_read = route.needs == "see" and dataset != WHOLE
            for method in METHODS[:1] if only_read else METHODS:
                expected = routes.expected_of_dataset(world, someone, page, dataset, method)
                alike = (page, method, expected, routes.sight_of(world, someone.reader, dataset))
                again = route.needs != "see" and alike in asked
                asked.add(alike)
                # A method is refused before the dataset is looked for.
                if dataset != WHOLE and (again or expected == NOT_ALLOWED):
                    continue
                # The page around a refusal knows only its message, which programs are given too.
                seen = expected in REFUSALS and (expected, method) in read
                accept = MACHINE if seen else PAGE
                read.add((expected, method))
                wrong += judge(client, method, address, expected, hidden, accept)
    assert not wrong, "\n".join(["", *wrong])
