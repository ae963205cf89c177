"""The command line speaks French, its refusals included."""

import pytest

from terrier.cli.main import VERBS, main


def _said(capsys, *arguments) -> str:
    with pytest.raises(SystemExit):
        main(list(arguments))
    said = capsys.readouterr()
    return said.out + said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "terrier : il manque VERBE"),
        (("importer",), "VERBE : 'importer' n’existe pas ; au choix : "),
        (("serve", "--port", "huit"), "--port : 'huit' n’est pas une valeur possible"),
        (("serve", "--port"), "--port : une valeur est attendue"),
        (("demo", "--nowhere"), "ceci n’est pas compris : --nowhere"),
        (("import", "a.csv", "--type", "code"), "« code » : écrivez COLONNE=TYPE"),
        (("user",), "terrier user : il manque COURRIEL"),
    ],
)
def test_a_wrong_argument_is_refused_in_french(capsys, arguments, sentence):
    assert sentence in _said(capsys, *arguments)


ENGLISH = (" the ", "usage:", "arguments:", "show this", "required", "argument")


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_has_no_english_sentence(capsys, verb):
    said = _said(capsys, *filter(None, [verb]), "--help")
    assert "emploi : terrier" in said
    assert [word for word in ENGLISH if word in said] == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_argument_says_what_it_is(capsys, verb):
    said = _said(capsys, verb, "--help").partition("\n\n")[2]
    options = [line for line in said.splitlines() if line.startswith("  ")]
    bare = [
        line
        for line, following in zip(options, [*options[1:], ""], strict=True)
        if line.strip().startswith(("-", *("FICHIER", "COURRIEL", "JEU")))
        and "  " not in line.strip()
        and not following.startswith(" " * 20)
    ]
    assert bare == []
