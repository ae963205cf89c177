from terrier.apps.catalog.queries import about_commune, near, newest
from terrier.domain.access.policy import Role


def test_what_is_known_of_a_commune_is_counted_for_the_reader(bins, place, reader_of):
    dataset = bins()
    bins("Caché", slug="cache", visibility="restricted")
    (known,) = about_commune(reader_of(None), ["96001"])
    assert (known.dataset, known.records) == (dataset, 20)
    assert known.address.endswith("?f.commune=eq:96001")
    bins.limit(dataset)
    assert about_commune(reader_of(None), ["96001"]) == ()
    second = reader_of(place.member("Luc", Role.READER, place.second))
    assert about_commune(second, ["96001"]) == ()
    assert [k.records for k in about_commune(second, ["96002"])] == [20]


def test_objects_around_a_point_come_with_their_distance(bins, reader_of):
    bins()
    (found,) = near(reader_of(None), 4.805, 46.505, 500)
    assert found.matched == 3
    assert [o.name for o in found.objects] == ["Point 1", "Point 4", "Point 7"]
    assert found.objects[0].distance_m == 0
    assert 200 < found.objects[1].distance_m < 230
    assert near(reader_of(None), 5.5, 46.505, 500) == ()


def test_the_newest_come_first_and_no_more_than_asked(bins, reader_of):
    for n in range(4):
        bins(f"Jeu {n}", rows=3)
    found = newest(reader_of(None), 3)
    assert [e.dataset.title for e in found] == ["Jeu 3", "Jeu 2", "Jeu 1"]
    assert found[0].records == 3
