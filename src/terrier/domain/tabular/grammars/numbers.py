"""Ways of writing numbers.

A digits-only value with a leading zero is never taken for a number: `01004` is a code. Whoever
knows that `0149` is a quantity says so, and `PADDED` reads it.
"""

from __future__ import annotations

from terrier.domain.tabular.grammars.contract import (
    INNER_SPACE,
    SPACES,
    Grammar,
    Reading,
    Replace,
    Translate,
    Usual,
)

_SIGN = rf"[+\-−]?{INNER_SPACE}?"
_WHOLE = "(?:0|[1-9][0-9]*)"
_BY_SPACES = rf"(?:{_WHOLE}|[1-9][0-9]{{0,2}}(?:{INNER_SPACE}[0-9]{{3}})+)"
_BY_DOTS = r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+)"
_BY_COMMAS = "(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+)"
_COMMA = f"(?:{_BY_SPACES}(?:,[0-9]+)?|,[0-9]+)"
_DOT = rf"(?:{_BY_SPACES}(?:\.[0-9]+)?|\.[0-9]+)"
_EXPONENT = r"[eE][+\-−]?[0-9]{1,3}"
_EURO = "(?:€|(?i:euros?|eur))"
_DECORATION = SPACES + "+%€eurosEUROS"

_FROM_COMMA = Translate("virgule → point, sans espaces ni signes", ",−" + _DECORATION, ".-")
_FROM_DOT = Translate("sans espaces ni signes", "−" + _DECORATION, "-")
_FROM_COMMA_DOTS = Translate("virgule → point, sans points de milliers", ",−." + _DECORATION, ".-")
_FROM_DOT_COMMAS = Translate("sans virgules de milliers", "−," + _DECORATION, "-")
_FROM_SCIENTIFIC_COMMA = Translate("virgule → point", ",−+" + SPACES, ".-")
_FROM_SCIENTIFIC_DOT = Translate("sans espaces", "−+" + SPACES, "-")

_TO_POINT = Replace("virgule → point", ",", ".")
_NO_PERCENT = (Replace("sans %", "%"), Replace("sans espace", " "))
_USUAL_DOT = Usual(rf"-?{_WHOLE}(?:\.[0-9]+)?")
_USUAL_COMMA = Usual(f"-?{_WHOLE}(?:,[0-9]+)?", (_TO_POINT,))
_USUAL_PERCENT_DOT = Usual(rf"-?{_WHOLE}(?:\.[0-9]+)? ?%", _NO_PERCENT)
_USUAL_PERCENT_COMMA = Usual(f"-?{_WHOLE}(?:,[0-9]+)? ?%", (_TO_POINT, *_NO_PERCENT))

INTEGER = Grammar(
    id="integer",
    label="nombre entier",
    plural="des nombres entiers",
    type="",
    pattern=_SIGN + _BY_SPACES,
    reading=Reading.NUMBER,
    rewrites=(_FROM_DOT,),
    usual=Usual(f"-?{_WHOLE}"),
    example=("1 234", "1234"),
)
PADDED = Grammar(
    id="padded_integer",
    label="nombre complété de zéros",
    plural="des nombres complétés de zéros",
    type="",
    pattern=f"{_SIGN}[0-9]+",
    reading=Reading.NUMBER,
    rewrites=(_FROM_DOT,),
    usual=Usual(f"-?{_WHOLE}"),
    example=("0149", "149"),
)
DECIMAL_COMMA = Grammar(
    id="decimal_comma",
    label="nombre à virgule",
    plural="des nombres à virgule",
    type="",
    pattern=_SIGN + _COMMA,
    reading=Reading.NUMBER,
    rewrites=(_FROM_COMMA,),
    usual=_USUAL_COMMA,
    example=("1 234,56", "1234.56"),
)
DECIMAL_DOT = Grammar(
    id="decimal_dot",
    label="nombre à point décimal",
    plural="des nombres à point décimal",
    type="",
    pattern=_SIGN + _DOT,
    reading=Reading.NUMBER,
    rewrites=(_FROM_DOT,),
    usual=_USUAL_DOT,
    example=("1234.56", "1234.56"),
)
DECIMAL_COMMA_DOTS = Grammar(
    id="decimal_comma_dots",
    label="nombre à virgule, milliers séparés par des points",
    plural="des nombres à virgule avec des points de milliers",
    type="",
    pattern=f"{_SIGN}(?:{_BY_DOTS}|{_WHOLE})(?:,[0-9]+)?",
    reading=Reading.NUMBER,
    rewrites=(_FROM_COMMA_DOTS,),
    example=("1.234,56", "1234.56"),
)
DECIMAL_DOT_COMMAS = Grammar(
    id="decimal_dot_commas",
    label="nombre à point décimal, milliers séparés par des virgules",
    plural="des nombres à point décimal avec des virgules de milliers",
    type="",
    pattern=rf"{_SIGN}(?:{_BY_COMMAS}|{_WHOLE})(?:\.[0-9]+)?",
    reading=Reading.NUMBER,
    rewrites=(_FROM_DOT_COMMAS,),
    example=("1,234.56", "1234.56"),
)
DECIMAL_EITHER = Grammar(
    id="decimal_either",
    label="nombre à virgule ou à point décimal",
    plural="des nombres, les décimales tantôt après une virgule, tantôt après un point",
    type="",
    # Three digits after the mark could be thousands: such a value does not fit.
    pattern=rf"{_SIGN}(?:{_BY_SPACES}(?:[.,](?:[0-9]{{1,2}}|[0-9]{{4,}}))?)",
    reading=Reading.NUMBER,
    rewrites=(_FROM_COMMA,),
    example=("12,5", "12.5"),
)
SCIENTIFIC_COMMA = Grammar(
    id="scientific_comma",
    label="nombre à virgule en notation scientifique",
    plural="des nombres, certains en notation scientifique",
    type="DOUBLE",
    pattern=f"{_SIGN}{_COMMA}(?:{_EXPONENT})?",
    reading=Reading.CAST,
    rewrites=(_FROM_SCIENTIFIC_COMMA,),
    usual=_USUAL_COMMA,
    example=("1,2E-3", "0.0012"),
)
SCIENTIFIC_DOT = Grammar(
    id="scientific_dot",
    label="nombre à point en notation scientifique",
    plural="des nombres, certains en notation scientifique",
    type="DOUBLE",
    pattern=f"{_SIGN}{_DOT}(?:{_EXPONENT})?",
    reading=Reading.CAST,
    rewrites=(_FROM_SCIENTIFIC_DOT,),
    usual=_USUAL_DOT,
    example=("1.2E-3", "0.0012"),
)
PERCENT_COMMA = Grammar(
    id="percent_comma",
    label="pourcentage",
    plural="des pourcentages",
    type="",
    pattern=f"{_SIGN}{_COMMA}{INNER_SPACE}?%",
    reading=Reading.NUMBER,
    rewrites=(_FROM_COMMA,),
    usual=_USUAL_PERCENT_COMMA,
    example=("12,5 %", "12.5"),
    unit="%",
)
PERCENT_DOT = Grammar(
    id="percent_dot",
    label="pourcentage à point décimal",
    plural="des pourcentages",
    type="",
    pattern=f"{_SIGN}{_DOT}{INNER_SPACE}?%",
    reading=Reading.NUMBER,
    rewrites=(_FROM_DOT,),
    usual=_USUAL_PERCENT_DOT,
    example=("12.5 %", "12.5"),
    unit="%",
)
EURO_COMMA = Grammar(
    id="euro_comma",
    label="montant en euros",
    plural="des montants en euros",
    type="",
    pattern=f"{_SIGN}{_COMMA}(?:{INNER_SPACE}?{_EURO})?|{_SIGN}€{INNER_SPACE}?{_COMMA}",
    reading=Reading.NUMBER,
    rewrites=(_FROM_COMMA,),
    usual=_USUAL_COMMA,
    example=("1 200,50 €", "1200.50"),
    unit="€",
)
EURO_COMMA_DOTS = Grammar(
    id="euro_comma_dots",
    label="montant en euros, milliers séparés par des points",
    plural="des montants en euros",
    type="",
    pattern=f"{_SIGN}(?:{_BY_DOTS}|{_WHOLE})(?:,[0-9]+)?(?:{INNER_SPACE}?{_EURO})?",
    reading=Reading.NUMBER,
    rewrites=(_FROM_COMMA_DOTS,),
    example=("1.200,50 €", "1200.50"),
    unit="€",
)
EURO_DOT = Grammar(
    id="euro_dot",
    label="montant en euros à point décimal",
    plural="des montants en euros",
    type="",
    pattern=f"{_SIGN}{_DOT}(?:{INNER_SPACE}?{_EURO})?|{_SIGN}€{INNER_SPACE}?{_DOT}",
    reading=Reading.NUMBER,
    rewrites=(_FROM_DOT,),
    usual=_USUAL_DOT,
    example=("1200.50 €", "1200.50"),
    unit="€",
)

NUMBERS = (
    INTEGER,
    DECIMAL_COMMA,
    DECIMAL_DOT,
    DECIMAL_COMMA_DOTS,
    DECIMAL_DOT_COMMAS,
    PERCENT_COMMA,
    PERCENT_DOT,
    EURO_COMMA,
    EURO_DOT,
    EURO_COMMA_DOTS,
    DECIMAL_EITHER,
    SCIENTIFIC_COMMA,
    SCIENTIFIC_DOT,
)
