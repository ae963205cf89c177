"""Ways of answering yes or no. A column of 0 and 1 stays a number."""

from __future__ import annotations

from terrier.domain.tabular.grammars.contract import Grammar, LowerPlain, Reading


def _answers(
    id: str, label: str, true: str, false: str | None, *, needs_both: bool = False
) -> Grammar:
    falsehoods = (false,) if false else ()
    return Grammar(
        id=id,
        label=label,
        plural="des réponses " + label,
        type="BOOLEAN",
        pattern="(?i:" + "|".join((true, *falsehoods)) + ")",
        reading=Reading.TRUTH,
        example=(true, "vrai"),
        rewrites=(LowerPlain(),),
        truths=(true,),
        falsehoods=falsehoods,
        needs_both=needs_both,
    )


BOOLEANS = (
    _answers("yes_no_french", "oui/non", "oui", "non"),
    _answers("true_false_french", "vrai/faux", "vrai", "faux"),
    _answers("true_false", "true/false", "true", "false"),
    _answers("yes_no", "yes/no", "yes", "no", needs_both=True),
    _answers("o_n", "O/N", "o", "n", needs_both=True),
    _answers("y_n", "Y/N", "y", "n", needs_both=True),
    _answers("cross", "case cochée d'un x", "x", None),
)
