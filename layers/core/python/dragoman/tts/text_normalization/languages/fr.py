"""French."""

from typing import Final

from dragoman.tts.text_normalization.languages.agreement import agree_fr
from dragoman.tts.text_normalization.number_words import cardinal
from dragoman.tts.text_normalization.spoken_language import (
    AddressWords,
    Currency,
    DateWords,
    DigitWords,
    MoneyWords,
    Named,
    RomanWords,
    SpokenLanguage,
    SymbolWords,
    TimeWords,
)

_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_CENTS: Final = Named("cent", "cents")
_CENTIMES: Final = Named("centime", "centimes")
_DOLLAR: Final = Currency(Named("dollar", "dollars"), _CENTS)
_EURO: Final = Currency(Named("euro", "euros"), _CENTIMES)


def _date(day: int, month: str, year: str) -> str:
    spoken = "premier" if day == 1 else cardinal(day, "fr")
    return " ".join(filter(None, (spoken, month, year)))


def _time(hour: int, minute: int, period: str) -> str:
    spoken = "une" if hour == 1 else agree_fr(cardinal(hour, "fr"), "heures")
    minutes = f" {agree_fr(cardinal(minute, 'fr'), 'minutes')}" if minute else ""
    parts = {"AM": " du matin", "PM": " de l'après-midi" if hour < 6 or hour == 12 else " du soir"}
    return f"{spoken} heure{'s' if hour > 1 else ''}{minutes}{parts.get(period, '')}"


_UNITS: Final = {
    "km": ("kilomètre", "kilomètres"), "cm": ("centimètre", "centimètres"),
    "mm": ("millimètre", "millimètres"), "m": ("mètre", "mètres"),
    "kg": ("kilogramme", "kilogrammes"), "mg": ("milligramme", "milligrammes"),
    "g": ("gramme", "grammes"), "t": ("tonne", "tonnes"),
    "ml": ("millilitre", "millilitres"), "mL": ("millilitre", "millilitres"),
    "cl": ("centilitre", "centilitres"), "dl": ("décilitre", "décilitres"),
    "dL": ("décilitre", "décilitres"), "l": ("litre", "litres"), "L": ("litre", "litres"),
    "km/h": ("kilomètre heure", "kilomètres heure"), "m²": ("mètre carré", "mètres carrés"),
    "m2": ("mètre carré", "mètres carrés"), "km²": ("kilomètre carré", "kilomètres carrés"),
    "m³": ("mètre cube", "mètres cubes"), "m3": ("mètre cube", "mètres cubes"),
    "ha": ("hectare", "hectares"), "°": ("degré", "degrés"),
    "°C": ("degré Celsius", "degrés Celsius"), "ºC": ("degré Celsius", "degrés Celsius"),
    "°F": ("degré Fahrenheit", "degrés Fahrenheit"), "min": ("minute", "minutes"),
    "s": ("seconde", "secondes"), "W": ("watt", "watts"), "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowattheure", "kilowattheures"), "V": ("volt", "volts"),
    "Hz": ("hertz", "hertz"), "GHz": ("gigahertz", "gigahertz"),
    "Mo": ("mégaoctet", "mégaoctets"), "Go": ("gigaoctet", "gigaoctets"),
    "MB": ("mégaoctet", "mégaoctets"), "GB": ("gigaoctet", "gigaoctets"),
    "kcal": ("kilocalorie", "kilocalories"), "h": ("heure", "heures"),
}  # fmt: skip

FRENCH: Final = SpokenLanguage(
    num2words="fr",
    decimal=",",
    spaced_thousands=True,
    point="virgule",
    minus="moins",
    to="à",
    or_="ou",
    weekdays={
        "lun": "lundi", "mar": "mardi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi", "sam": "samedi",
        "dim": "dimanche",
    },
    percent="pour cent",
    agree=agree_fr,
    ordinal_marks={"er": "m", "re": "f", "ère": "f", "ere": "f", "e": "m", "ème": "m", "eme": "m",
                   "nd": "m", "nde": "m", "è": "m"},
    fractions={2: Named("demi", "demis"), 3: Named("tiers", "tiers"), 4: Named("quart", "quarts"),
               5: Named("cinquième", "cinquièmes"), 6: Named("sixième", "sixièmes"),
               8: Named("huitième", "huitièmes"), 10: Named("dixième", "dixièmes")},
    half=lambda noun: f"{agree_fr('un', noun)} demi",
    mixed="et",
    years_in_pairs=False,
    money=MoneyWords(
        currencies={"€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR,
                    "R$": Currency(Named("real", "reals"), _CENTIMES),
                    "£": Currency(Named("livre", "livres"), Named("penny", "pence")),
                    "CHF": Currency(Named("franc", "francs"), _CENTIMES)},
        magnitudes={"mille": "mille", "million": "million", "millions": "millions",
                    "milliard": "milliard", "milliards": "milliards", "M": "millions",
                    "Md": "milliards", "k": "mille"},
        and_="et",
        of=("d'", "de "),
        million="milli",
    ),
    dates=DateWords(
        months=_MONTHS,
        short_months={"janv": 1, "févr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11,
                      "déc": 12},
        month_first=False,
        say=_date,
        joined=r"de\s",
        context=r"\b(?:le|du|au|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),?\s",
    ),
    times=TimeWords(say=_time, seconds=Named("seconde", "secondes"), and_="et"),
    units={written: Named(*names) for written, names in _UNITS.items()},
    singular_below=2,
    per="par",
    digits=DigitWords(
        context=r"\b(?:code(?: postal)?|vol|mot de passe|poste|compte|appelez(?: le)?|composez(?: le)?"
        r"|téléphone|carte)",
        plus="plus",
    ),
    roman=RomanWords(
        headings=r"(?i:chapitre|partie|volume|tome|acte|scène|titre|article|livre|phase|type|niveau|"
        r"classe|figure|tableau|annexe|module|groupe|épisode|leçon|guerre mondiale)",
        centuries=r"[Ss]iècles?",
        century_ordinals=99,
        followers=r"siècles?|République|Reich|Congrès|Olympiade",
        titles=r"roi|reine|pape|empereur|tsar|prince|princesse|saint",
        after_ruler=r"de|d'|fut|était|régna|mourut|est|et",
        last_ordinal=1,
        suffixes=r"er|re|e|ème",
    ),
    addresses=AddressWords(at="arobase", dot="point", slash="barre", dash="tiret",
                           underscore="tiret bas", colon="deux points", hashtag="hashtag"),
    symbols=SymbolWords(
        between_numbers={"+": "plus", "-": "moins", "−": "moins", "×": "fois", "x": "par",
                         "*": "fois", "÷": "divisé par", "=": "égale", "<": "est inférieur à",
                         ">": "est supérieur à"},
        before_number={"±": "plus ou moins", "+": "plus", "~": "environ", "<": "moins de",
                       ">": "plus de", "#": "numéro"},
        anywhere={"&": "et"},
        version="version",
        version_point="point",
        around_the_clock="vingt-quatre heures sur vingt-quatre et sept jours sur sept",
        over="sur",
        out_of="sur",
        times="fois",
        squared="au carré",
        cubed="au cube",
        scale_context=r"\b(?:douleur|note)\s(?:\w+\s){0,2}",
        ratio_context=r"\b(?:tension|pression)\s(?:\w+\s){0,2}",
    ),
    abbreviations={
        "M": "monsieur", "MM": "messieurs", "Dr": "docteur", "Pr": "professeur", "av": "avenue",
        "bd": "boulevard", "etc": "et cetera", "p. ex": "par exemple", "tél": "téléphone",
        "Tél": "téléphone", "art": "article", "chap": "chapitre", "p": "page", "St": "saint",
        "env": "environ",
    },
    rules=((r"\b24\s?h?\s?/\s?24(?:\s?h)?\b", "vingt-quatre heures sur vingt-quatre"),
           (r"\b7\s?j?\s?/\s?7(?:\s?j)?\b", "sept jours sur sept"),
           (r"\b([A-ZÀ-Þ][\w-]+) Ier\b", r"\1 premier"),
           (r"\bMme\.?(?=\s)", "madame"), (r"\bMlle\.?(?=\s)", "mademoiselle"),
           (r"\bDr(?=\s[A-Z])", "docteur"),
           (r"\b[Nn]\s?[º°]\s?(?=[0-9])", "numéro "), (r"\bet/ou\b", "et ou"),
           (r"\b(?=[IVX])(X{0,3}(?:IX|IV|V?I{0,3}))(?:e|ème) s\.", r"\1e siècle")),
)  # fmt: skip
