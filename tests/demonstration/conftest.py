import pytest

from terrier.demonstration.generate import generate


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("demonstration"))
