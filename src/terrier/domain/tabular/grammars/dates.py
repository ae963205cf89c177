"""Ways of writing dates and times."""

from __future__ import annotations

from terrier.domain.tabular.grammars.contract import (
    Grammar,
    LowerPlain,
    Reading,
    Replace,
    Substitute,
    Translate,
    Usual,
)

_DAY = "(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = "(?:0?[1-9]|1[0-2])"
_YEAR = "(?:1[0-9]{3}|2[0-9]{3})"
_HOUR = "(?:[01]?[0-9]|2[0-3])"
_CLOCK = rf"{_HOUR}:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{{1,9}})?)?"
_SECONDS = f"{_HOUR}:[0-5][0-9]:[0-5][0-9]"
_ISO_DAY = f"{_YEAR}[-/]{_MONTH}[-/]{_DAY}"
_MIDNIGHT = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
_DATE_HEADERS = r"(?:.*_)?(?:date|dates|jour|timestamp|horodatage)(?:_.*)?|date.*"

_SLASHES = Translate("- et . → /", "-.", "//")
_DASHES = Translate("/ → -", "/", "-")
_MONTHS = (
    ("01", r"janv(?:ier|\.)?|jan\.?"),
    ("02", r"fev(?:rier|r\.?|\.)?"),
    ("03", r"mars|mar\.?"),
    ("04", r"avr(?:il|\.)?"),
    ("05", "mai"),
    ("06", "juin"),
    ("07", r"juil(?:let|\.)?"),
    ("08", "aout"),
    ("09", r"sept(?:embre|\.)?"),
    ("10", r"oct(?:obre|\.)?"),
    ("11", r"nov(?:embre|\.)?"),
    ("12", r"dec(?:embre|\.)?"),
)
_WORDS = "|".join(pattern for _, pattern in _MONTHS).replace("fev", "f[eé]v")
_MONTH_WORDS = f"(?i:{_WORDS}|août|décembre|déc\\.?)"
_MONTHS_TO_NUMBERS = tuple(
    Substitute(f"mois {number}", f"(?:^|[ .])(?:{pattern})([ .])", f" {number} ")
    for number, pattern in _MONTHS
)
_WEEKDAYS = "(?i:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"


def _dated(
    id: str, label: str, plural: str, type: str, pattern: str, example: tuple[str, str],
    *, rewrites: tuple[Translate | Substitute | LowerPlain, ...] = (),
    formats: tuple[str, ...] = (), headers: str | None = None, usual: str = "",
) -> Grammar:  # fmt: skip
    return Grammar(
        id=id,
        label=label,
        plural=plural,
        type=type,
        pattern=pattern,
        reading=Reading.PARSE if formats else Reading.CAST,
        example=example,
        rewrites=rewrites,
        formats=formats,
        headers=headers,
        usual=Usual(usual) if usual else None,
    )


DATE_ISO = _dated(
    "date_iso", "date année-mois-jour", "des dates", "DATE",
    _ISO_DAY + _MIDNIGHT, ("2024-02-03", "2024-02-03"),
    rewrites=(_DASHES, Substitute("sans minuit", "[ T].*$", "")),
    usual=f"{_YEAR}-{_MONTH}-{_DAY}",
)  # fmt: skip
DATE_DAY_FIRST = _dated(
    "date_day_first", "date jour/mois/année", "des dates", "DATE",
    rf"{_DAY}[/.\-]{_MONTH}[/.\-]{_YEAR}{_MIDNIGHT}", ("03/02/2024", "2024-02-03"),
    rewrites=(Substitute("sans minuit", "[ T].*$", ""), _SLASHES), formats=("%d/%m/%Y",),
    usual=f"{_DAY}/{_MONTH}/{_YEAR}",
)  # fmt: skip
DATE_MONTH_FIRST = _dated(
    "date_month_first", "date mois/jour/année (usage américain)", "des dates", "DATE",
    rf"{_MONTH}[/.\-]{_DAY}[/.\-]{_YEAR}{_MIDNIGHT}", ("02/25/2024", "2024-02-25"),
    rewrites=(Substitute("sans minuit", "[ T].*$", ""), _SLASHES), formats=("%m/%d/%Y",),
)  # fmt: skip
DATE_SHORT_YEAR = _dated(
    "date_short_year", "date jour/mois/année sur deux chiffres", "des dates", "DATE",
    rf"{_DAY}[/.\-]{_MONTH}[/.\-][0-9]{{2}}", ("03/02/24", "2024-02-03"),
    rewrites=(_SLASHES,), formats=("%d/%m/%y",),
)  # fmt: skip
DATE_WORDS = _dated(
    "date_words", "date en toutes lettres", "des dates", "DATE",
    rf"(?:{_WEEKDAYS},? )?(?:1er|1ᵉʳ|{_DAY}) (?:{_MONTH_WORDS}) {_YEAR}",
    ("3 février 2024", "2024-02-03"),
    rewrites=(
        LowerPlain(),
        Substitute("sans jour de semaine", r"^[a-z]+di,? |^dimanche,? ", ""),
        Substitute("1er → 1", "^1(?:er|ᵉʳ)", "1"),
        *_MONTHS_TO_NUMBERS,
    ),
    formats=("%d %m %Y",),
)  # fmt: skip
DATE_COMPACT = _dated(
    "date_compact", "date compacte AAAAMMJJ", "des dates", "DATE",
    f"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])", ("20240203", "2024-02-03"),
    formats=("%Y%m%d",), headers=_DATE_HEADERS,
)  # fmt: skip
MONTH_ISO = _dated(
    "month_iso", "mois, comme 2024-03", "des mois", "DATE",
    f"{_YEAR}-(?:0[1-9]|1[0-2])", ("2024-03", "2024-03-01"), formats=("%Y-%m",),
)  # fmt: skip
MONTH_FRENCH = _dated(
    "month_french", "mois, comme 03/2024", "des mois", "DATE",
    rf"{_MONTH}[/\-]{_YEAR}", ("03/2024", "2024-03-01"),
    rewrites=(_SLASHES,), formats=("%m/%Y",),
)  # fmt: skip
MONTH_WORDS = _dated(
    "month_words", "mois en toutes lettres", "des mois", "DATE",
    rf"(?:{_MONTH_WORDS}) {_YEAR}", ("mars 2024", "2024-03-01"),
    rewrites=(LowerPlain(), *_MONTHS_TO_NUMBERS, Translate("sans espace", " ")),
    formats=("%m%Y",),
)  # fmt: skip
INSTANT = _dated(
    "instant", "date et heure avec décalage horaire", "des instants", "TIMESTAMPTZ",
    rf"{_ISO_DAY}[ T]{_CLOCK} ?(?:[zZ]|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)",
    ("2024-02-03T14:05:00+01:00", "2024-02-03 14:05:00+01"),
    rewrites=(
        _DASHES,
        Substitute("secondes ajoutées", r"([ T][0-9]{1,2}:[0-9]{2}) ?([zZ+-])", r"\1:00\2"),
        Substitute("décalage accolé", r" ?([zZ]|[+-][0-9]{2}):?([0-9]{2})?$", r"\1:\2"),
        Substitute("décalage entier", r"([+-][0-9]{2}):$|[zZ]:$", r"\1"),
        Substitute("UTC", r"([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)$", r"\1+00"),
    ),
    usual=f"{_YEAR}-{_MONTH}-{_DAY}[T ]{_SECONDS}[+-][0-9]{{2}}:[0-9]{{2}}",
)  # fmt: skip
DATETIME_ISO = _dated(
    "datetime_iso", "date et heure locales", "des dates avec heure", "TIMESTAMP",
    f"{_ISO_DAY}[ T]{_CLOCK}", ("2024-02-03 14:05", "2024-02-03 14:05:00"),
    rewrites=(_DASHES, Substitute("secondes ajoutées", "([ T][0-9]{1,2}:[0-9]{2})$", r"\1:00")),
    usual=f"{_YEAR}-{_MONTH}-{_DAY}[T ]{_SECONDS}",
)  # fmt: skip
DATETIME_DAY_FIRST = _dated(
    "datetime_day_first", "date jour/mois/année et heure", "des dates avec heure", "TIMESTAMP",
    rf"{_DAY}[/.\-]{_MONTH}[/.\-]{_YEAR}(?: à)?[ T]{_HOUR}[:hH][0-5][0-9](?::[0-5][0-9])?",
    ("03/02/2024 14:05", "2024-02-03 14:05:00"),
    rewrites=(Translate("séparateurs", "-.hHT", "//:: "), Substitute("sans « à »", " à ", " ")),
    formats=("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"),
    usual=f"{_DAY}/{_MONTH}/{_YEAR} {_HOUR}:[0-5][0-9](?::[0-5][0-9])?",
)  # fmt: skip
DATETIME_MONTH_FIRST = _dated(
    "datetime_month_first", "date mois/jour/année et heure", "des dates avec heure", "TIMESTAMP",
    rf"{_MONTH}[/.\-]{_DAY}[/.\-]{_YEAR} {_HOUR}:[0-5][0-9](?::[0-5][0-9])?",
    ("02/25/2024 14:05", "2024-02-25 14:05:00"),
    rewrites=(_SLASHES,), formats=("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S"),
)  # fmt: skip
DATETIME_COMPACT = _dated(
    "datetime_compact", "date compacte et heure", "des dates avec heure", "TIMESTAMP",
    rf"{_YEAR}[0-9]{{4}}[ T]{_HOUR}:[0-5][0-9](?::[0-5][0-9])?",
    ("20240203 14:05", "2024-02-03 14:05:00"),
    rewrites=(Translate("T → espace", "T", " "),), formats=("%Y%m%d %H:%M", "%Y%m%d %H:%M:%S"),
)  # fmt: skip
DATETIME_AT = _dated(
    "datetime_at", "date et heure séparées par @", "des dates avec heure", "TIMESTAMP",
    f"{_ISO_DAY}@{_HOUR}[-:h][0-5][0-9][-:m][0-5][0-9]",
    ("2023-01-13@00-00-56", "2023-01-13 00:00:56"),
    rewrites=(Translate("séparateurs", "/:hm", "----"),), formats=("%Y-%m-%d@%H-%M-%S",),
)  # fmt: skip
TIME = _dated(
    "time", "heure", "des heures", "TIME",
    rf"{_HOUR}[:hH][0-5][0-9](?::[0-5][0-9](?:\.[0-9]{{1,6}})?)?|{_HOUR}[hH]",
    ("14h05", "14:05:00"),
    rewrites=(
        Translate("h → :", "hH", "::"),
        Substitute("minutes ajoutées", ":$", ":00"),
        Substitute("secondes ajoutées", "^([0-9]{1,2}:[0-9]{2})$", r"\1:00"),
    ),
)  # fmt: skip
YEAR = _dated(
    "year", "année", "des années", "BIGINT", _YEAR, ("2024", "2024"),
    headers=r"(?:.*_)?(?:annee|annees|an|year|millesime|exercice)(?:_.*)?",
)  # fmt: skip
EXCEL_DAY = Grammar(
    id="excel_day",
    label="date comptée en jours par Excel",
    plural="des dates d'Excel",
    type="DATE",
    pattern="[2-5][0-9]{4}",
    reading=Reading.EXCEL_DAYS,
    example=("45325", "2024-02-03"),
    headers=_DATE_HEADERS,
)
EXCEL_MOMENT = Grammar(
    id="excel_moment",
    label="date et heure comptées en jours par Excel",
    plural="des dates et heures d'Excel, à la seconde",
    type="TIMESTAMP",
    pattern="[2-5][0-9]{4}(?:[.,][0-9]+)?",
    reading=Reading.EXCEL_MOMENTS,
    rewrites=(Replace("virgule → point", ",", "."),),
    example=("45325,75", "2024-02-03 18:00:00"),
    headers=_DATE_HEADERS,
)

DATES = (
    YEAR,
    DATE_COMPACT,
    EXCEL_DAY,
    EXCEL_MOMENT,
    DATE_ISO,
    DATE_DAY_FIRST,
    DATE_MONTH_FIRST,
    DATE_SHORT_YEAR,
    DATE_WORDS,
    MONTH_ISO,
    MONTH_FRENCH,
    MONTH_WORDS,
    INSTANT,
    DATETIME_ISO,
    DATETIME_DAY_FIRST,
    DATETIME_MONTH_FIRST,
    DATETIME_COMPACT,
    DATETIME_AT,
    TIME,
)
