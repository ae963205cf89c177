from terrier.domain.kernel.counting import counted


def test_french_counts_nothing_and_one_in_the_singular():
    said = [counted(number, "ligne", "lignes") for number in (0, 1, 2)]
    assert said == ["0 ligne", "1 ligne", "2 lignes"]
