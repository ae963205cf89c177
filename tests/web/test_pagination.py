"""Links to the pages of a list."""

from django.http import QueryDict

from terrier.web.pagination import paginate


def shown(pagination):
    return ["…" if link.gap else link.number for link in pagination.links]


def test_a_long_list_shows_its_ends_and_the_neighbours():
    assert shown(paginate(QueryDict(), 7, 1204)) == [1, "…", 6, 7, 8, "…", 1204]
    assert shown(paginate(QueryDict(), 1, 3)) == [1, 2, 3]
    assert shown(paginate(QueryDict(), 1, 0)) == []


def test_links_keep_the_other_parameters_and_replace_the_page():
    pagination = paginate(QueryDict("tri=-commune&page=2&theme=eau&theme=air"), 2, 3)
    assert pagination.links[2].address == "?tri=-commune&page=3&theme=eau&theme=air"
    assert [link.current for link in pagination.links] == [False, True, False]
