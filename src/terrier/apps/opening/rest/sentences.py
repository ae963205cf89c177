"""The faults of a form in French: field, value, rule, remedy."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

PLACES = {"query": "paramètre", "path": "adresse", "body": "corps", "form": "champ",
          "header": "en-tête", "file": "fichier"}  # fmt: skip
LONGEST = 60
"""Characters of a refused value that are said again."""

RULES = {
    "missing": "est obligatoire : ajoutez-le",
    "int_parsing": "doit être un nombre entier, par exemple 10",
    "int_type": "doit être un nombre entier, par exemple 10",
    "int_from_float": "doit être un nombre entier, par exemple 10",
    "int_parsing_size": "est un nombre trop grand : écrivez-en un plus petit",
    "float_parsing": "doit être un nombre avec un point décimal, par exemple 1.5",
    "float_type": "doit être un nombre avec un point décimal, par exemple 1.5",
    "bool_parsing": "doit valoir true ou false",
    "bool_type": "doit valoir true ou false",
    "string_type": "doit être un texte entre guillemets",
    "dict_type": "doit être un objet JSON : { … }",
    "model_type": "doit être un objet JSON : { … }",
    "model_attributes_type": "doit être un objet JSON : { … }",
    "list_type": "doit être une liste JSON : [ … ]",
    "uuid_parsing": "doit être un identifiant de la forme 00000000-0000-4000-8000-000000000000",
    "uuid_type": "doit être un identifiant de la forme 00000000-0000-4000-8000-000000000000",
    "extra_forbidden": "n’existe pas ici : retirez-le, ou vérifiez son nom",
    "null_character": "contient un caractère nul : retirez-le",
    "json_invalid": "n’est pas du JSON lisible",
}
WITH_BOUND = {
    "greater_than_equal": ("ge", "doit valoir au moins {bound}"),
    "less_than_equal": ("le", "doit valoir au plus {bound}"),
    "string_too_long": ("max_length", "doit avoir au plus {bound} caractères"),
    "string_too_short": ("min_length", "doit avoir au moins {bound} caractères"),
    "too_long": ("max_length", "doit avoir au plus {bound} éléments"),
    "too_short": ("min_length", "doit avoir au moins {bound} éléments"),
    "enum": ("expected", "doit être un de : {bound}"),
    "literal_error": ("expected", "doit être un de : {bound}"),
    "string_pattern_mismatch": ("pattern", "doit s’écrire sous la forme {bound}"),
}


def faults(errors: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Say each fault that pydantic found.

    Returns
    -------
    list of dict
        `in` (query, path, body …), `field`, `value` where one was given, `rule` (a code for
        machines) and `detail` (a sentence for people).
    """
    return [_fault(error) for error in errors]


def _fault(error: dict[str, Any]) -> dict[str, str]:
    place, *path = [str(part) for part in error["loc"]] or ["body"]
    # Ninja puts the name of its own argument between the place and the field.
    field = ".".join(path[1:] if place in ("body", "form") and len(path) > 1 else path)
    fault = {"in": place, "field": field, "rule": error["type"]}
    given = error.get("input")
    shown = isinstance(given, str | int | float | bool) and error["type"] != "missing"
    if shown:
        fault["value"] = str(given)[:LONGEST]
    words = {
        "place": PLACES.get(place, place),
        "field": f" « {field} »" if field else "",
        "value": f" « {fault['value']} »" if shown else "",
        "rule": _rule(error),
    }
    if shown:
        sentence = _("%(place)s%(field)s :%(value)s ne convient pas ; la valeur %(rule)s.")
    else:
        sentence = _("%(place)s%(field)s : %(rule)s.")
    said = sentence % words
    return {**fault, "detail": said[0].upper() + said[1:]}


def _rule(error: dict[str, Any]) -> str:
    kind = error["type"]
    if kind in WITH_BOUND:
        name, rule = WITH_BOUND[kind]
        bound = error.get("ctx", {}).get(name, "")
        return rule.format(bound=str(bound).replace(" or ", " ou "))
    return RULES.get(kind, "n’a pas la forme attendue : voyez /api/v1/")
