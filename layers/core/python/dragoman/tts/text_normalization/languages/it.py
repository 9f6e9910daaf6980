"""Italian."""

import re
from typing import Final

from dragoman.tts.text_normalization.languages.agreement import agree_it
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
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
_CENTS: Final = Named("centesimo", "centesimi")
_DOLLAR: Final = Currency(Named("dollaro", "dollari"), _CENTS)
_EURO: Final = Currency(Named("euro", "euro"), _CENTS)


def _date(day: int, month: str, year: str) -> str:
    spoken = "primo" if day == 1 else cardinal(day, "it")
    return " ".join(filter(None, (spoken, month, year)))


def _time(hour: int, minute: int, period: str) -> str:
    spoken = "una" if hour == 1 else cardinal(hour, "it")
    minutes = f" e {cardinal(minute, 'it')}" if minute else ""
    parts = {"AM": " di mattina", "PM": " del pomeriggio" if hour < 6 or hour == 12 else " di sera"}
    if not minutes and not period:
        return f"{spoken} {'ora' if hour == 1 else 'ore'}"
    return f"{spoken}{minutes}{parts.get(period, '')}"


_UNITS: Final = {
    "km": ("chilometro", "chilometri"), "cm": ("centimetro", "centimetri"),
    "mm": ("millimetro", "millimetri"), "m": ("metro", "metri"), "kg": ("chilo", "chili"),
    "mg": ("milligrammo", "milligrammi"), "g": ("grammo", "grammi"),
    "t": ("tonnellata", "tonnellate"), "ml": ("millilitro", "millilitri"),
    "mL": ("millilitro", "millilitri"), "cl": ("centilitro", "centilitri"),
    "dl": ("decilitro", "decilitri"), "dL": ("decilitro", "decilitri"),
    "l": ("litro", "litri"), "L": ("litro", "litri"),
    "km/h": ("chilometro orario", "chilometri orari"), "m²": ("metro quadrato", "metri quadrati"),
    "m2": ("metro quadrato", "metri quadrati"), "km²": ("chilometro quadrato", "chilometri quadrati"),
    "m³": ("metro cubo", "metri cubi"), "m3": ("metro cubo", "metri cubi"),
    "ha": ("ettaro", "ettari"), "°": ("grado", "gradi"), "°C": ("grado Celsius", "gradi Celsius"),
    "ºC": ("grado Celsius", "gradi Celsius"), "°F": ("grado Fahrenheit", "gradi Fahrenheit"),
    "min": ("minuto", "minuti"), "s": ("secondo", "secondi"), "W": ("watt", "watt"),
    "kW": ("chilowatt", "chilowatt"), "kWh": ("chilowattora", "chilowattora"),
    "V": ("volt", "volt"), "Hz": ("hertz", "hertz"), "GHz": ("gigahertz", "gigahertz"),
    "MB": ("megabyte", "megabyte"), "GB": ("gigabyte", "gigabyte"),
    "kcal": ("chilocaloria", "chilocalorie"), "h": ("ora", "ore"),
}  # fmt: skip

ITALIAN: Final = SpokenLanguage(
    num2words="it",
    decimal=",",
    spaced_thousands=True,
    point="virgola",
    minus="meno",
    to="a",
    or_="o",
    weekdays={
        "lun": "lunedì", "mar": "martedì", "mer": "mercoledì", "gio": "giovedì", "ven": "venerdì",
        "sab": "sabato", "dom": "domenica",
    },
    percent="per cento",
    agree=agree_it,
    ordinal_marks={"º": "m", "ª": "f", "°": "m"},
    fractions={2: Named("mezzo", "mezzi"), 3: Named("terzo", "terzi"), 4: Named("quarto", "quarti"),
               5: Named("quinto", "quinti"), 6: Named("sesto", "sesti"),
               8: Named("ottavo", "ottavi"), 10: Named("decimo", "decimi")},
    half=lambda noun: ("mezza" if re.search(r"a$", noun) else "mezzo") if noun else "un mezzo",
    mixed="e",
    years_in_pairs=False,
    money=MoneyWords(
        currencies={"€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR,
                    "R$": Currency(Named("real", "real"), _CENTS),
                    "£": Currency(Named("sterlina", "sterline"), Named("penny", "penny"))},
        magnitudes={"mila": "mila", "milione": "milione", "milioni": "milioni",
                    "miliardo": "miliardo", "miliardi": "miliardi", "mln": "milioni",
                    "mld": "miliardi", "M": "milioni", "k": "mila"},
        and_="e",
        of=("di ", "di "),
        million="mili",
    ),
    dates=DateWords(
        months=_MONTHS,
        short_months={"gen": 1, "feb": 2, "mar": 3, "apr": 4, "mag": 5, "giu": 6, "lug": 7,
                      "ago": 8, "set": 9, "sett": 9, "ott": 10, "nov": 11, "dic": 12},
        month_first=False,
        say=_date,
        joined=r"di\s",
        context=r"\b(?:il|giorno|data|dal|al|entro il|lunedì|martedì|mercoledì|giovedì|venerdì|"
        r"sabato|domenica),?\s",
    ),
    times=TimeWords(say=_time, seconds=Named("secondo", "secondi"), and_="e",
                    dotted_after=r"\b(?:alle|dalle|ore|sono le|le)"),
    units={written: Named(*names) for written, names in _UNITS.items()},
    singular_below=1,
    per="al",
    digits=DigitWords(
        context=r"\b(?:codice|pin|cap|password|volo|interno|conto|chiami(?: il)?|chiamate(?: il)?|"
        r"telefono|carta)",
        plus="più",
    ),
    roman=RomanWords(
        headings=r"(?i:capitolo|parte|volume|tomo|atto|scena|titolo|articolo|libro|fase|tipo|grado|"
        r"livello|classe|figura|tabella|allegato|modulo|gruppo|episodio|lezione|guerra mondiale)",
        centuries=r"[Ss]ecol[oi]",
        century_ordinals=99,
        followers=r"secolo|Guerra|Guerra Mondiale|Congresso|Festival|Olimpiade|Concilio|Reich",
        titles=r"re|regina|papa|imperatore|imperatrice|zar|principe|principessa|san|santo",
        after_ruler=r"di|del|fu|era|regnò|morì|e",
        last_ordinal=99,
        feminine=lambda noun: noun.endswith("a"),
    ),
    addresses=AddressWords(at="chiocciola", dot="punto", slash="barra", dash="trattino",
                           underscore="trattino basso", colon="due punti", hashtag="hashtag"),
    symbols=SymbolWords(
        between_numbers={"+": "più", "-": "meno", "−": "meno", "×": "per", "x": "per", "*": "per",
                         "÷": "diviso", "=": "uguale", "<": "è minore di", ">": "è maggiore di"},
        before_number={"±": "più o meno", "+": "più", "~": "circa", "<": "meno di", ">": "più di",
                       "#": "numero"},
        anywhere={"&": "e"},
        version="versione",
        version_point="punto",
        around_the_clock="ventiquattr'ore su ventiquattro, sette giorni su sette",
        over="su",
        out_of="su",
        times="volte",
        squared="al quadrato",
        cubed="al cubo",
        scale_context=r"\b(?:dolore|voto)\s(?:\w+\s){0,2}",
        ratio_context=r"\b(?:pressione)\s(?:\w+\s){0,2}",
    ),
    abbreviations={
        "Dott": "dottor", "Dott.ssa": "dottoressa", "Sig": "signor", "Sig.ra": "signora",
        "Sig.na": "signorina", "Prof": "professor", "Prof.ssa": "professoressa", "Ing": "ingegner",
        "Avv": "avvocato", "ecc": "eccetera", "p. es": "per esempio", "es": "esempio",
        "tel": "telefono", "Tel": "telefono", "pag": "pagina", "art": "articolo",
        "cap": "capitolo", "S": "San", "V": "via", "ca": "circa",
    },
    rules=((r"\b[Vv]\.le(?=\s)", "viale"), (r"\b[Pp]\.(?:zz)?a(?=\s[A-Z])", "piazza"), (r"\b[Cc]\.so(?=\s)", "corso"),
           (r"(?<![\w.,-])([1-9][0-9]?)°(?=\s(?:piano|posto|anno|giorno|grado|mese)\b)", r"\1º"),
           (r"\bDott\.ssa(?=\s)", "dottoressa"), (r"\bSig\.ra(?=\s)", "signora"),
           (r"\bProf\.ssa(?=\s)", "professoressa"), (r"\bSig\.na(?=\s)", "signorina"),
           (r"\b[Nn]\.?\s?[º°]\.?\s?(?=[0-9])", "numero "), (r"\bn\.\s(?=[0-9])", "numero "),
           (r"\be/o\b", "e o")),
)  # fmt: skip
