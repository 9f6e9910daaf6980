"""Spanish."""

from typing import Final

from dragoman.tts.text_normalization.languages.agreement import agree_es, feminine_es
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
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_CENTS: Final = Named("centavo", "centavos")
_DOLLAR: Final = Currency(Named("dólar", "dólares"), _CENTS)
_EURO: Final = Currency(Named("euro", "euros"), Named("céntimo", "céntimos"))


def _date(day: int, month: str, year: str) -> str:
    spoken = "primero" if day == 1 else cardinal(day, "es")
    spoken = f"{spoken} de {month}" if month else spoken
    return f"{spoken} de {year}" if year else spoken


def _time(hour: int, minute: int, period: str) -> str:
    spoken = agree_es(cardinal(hour, "es"), "horas")
    minutes = f" y {cardinal(minute, 'es')}" if minute else ""
    if not period:
        return f"{spoken}{minutes}" if minutes else f"{spoken} {'hora' if hour == 1 else 'horas'}"
    if period == "AM":
        return f"{spoken}{minutes} de la mañana"
    part = "de la tarde" if hour < 8 or hour == 12 else "de la noche"
    return f"{spoken}{minutes} {part}"


_UNITS: Final = {
    "km": ("kilómetro", "kilómetros"), "cm": ("centímetro", "centímetros"),
    "mm": ("milímetro", "milímetros"), "m": ("metro", "metros"), "kg": ("kilo", "kilos"),
    "mg": ("miligramo", "miligramos"), "mcg": ("microgramo", "microgramos"),
    "g": ("gramo", "gramos"), "t": ("tonelada", "toneladas"), "ml": ("mililitro", "mililitros"),
    "mL": ("mililitro", "mililitros"), "dl": ("decilitro", "decilitros"),
    "dL": ("decilitro", "decilitros"), "l": ("litro", "litros"), "L": ("litro", "litros"),
    "km/h": ("kilómetro por hora", "kilómetros por hora"),
    "m²": ("metro cuadrado", "metros cuadrados"), "m2": ("metro cuadrado", "metros cuadrados"),
    "km²": ("kilómetro cuadrado", "kilómetros cuadrados"),
    "m³": ("metro cúbico", "metros cúbicos"), "m3": ("metro cúbico", "metros cúbicos"),
    "ha": ("hectárea", "hectáreas"), "°": ("grado", "grados"),
    "°C": ("grado Celsius", "grados Celsius"), "ºC": ("grado Celsius", "grados Celsius"),
    "°F": ("grado Fahrenheit", "grados Fahrenheit"), "min": ("minuto", "minutos"),
    "s": ("segundo", "segundos"), "W": ("vatio", "vatios"), "kW": ("kilovatio", "kilovatios"),
    "kWh": ("kilovatio hora", "kilovatios hora"), "V": ("voltio", "voltios"),
    "Hz": ("hercio", "hercios"), "GHz": ("gigahercio", "gigahercios"),
    "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"),
    "kcal": ("kilocaloría", "kilocalorías"), "h": ("hora", "horas"),
}  # fmt: skip

SPANISH: Final = SpokenLanguage(
    num2words="es",
    decimal=",",
    spaced_thousands=True,
    point="coma",
    minus="menos",
    to="a",
    or_="o",
    weekdays={
        "lun": "lunes", "mar": "martes", "mié": "miércoles", "jue": "jueves", "vie": "viernes", "sáb": "sábado",
        "dom": "domingo",
    },
    percent="por ciento",
    agree=agree_es,
    ordinal_marks={"º": "m", "ª": "f", "°": "m", "er": "m", "ro": "m", "ra": "f", "do": "m",
                   "da": "f", "to": "m", "ta": "f"},
    fractions={2: Named("medio", "medios"), 3: Named("tercio", "tercios"),
               4: Named("cuarto", "cuartos"), 5: Named("quinto", "quintos"),
               6: Named("sexto", "sextos"), 8: Named("octavo", "octavos"),
               10: Named("décimo", "décimos")},
    half=lambda noun: "media" if feminine_es(noun) else "medio" if noun else "un medio",
    mixed="y",
    years_in_pairs=False,
    money=MoneyWords(
        currencies={"€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR,
                    "R$": Currency(Named("real", "reales"), _CENTS),
                    "£": Currency(Named("libra", "libras"), Named("penique", "peniques")),
                    "MXN": Currency(Named("peso", "pesos"), _CENTS)},
        magnitudes={"mil": "mil", "millón": "millón", "millones": "millones", "M": "millones",
                    "k": "mil", "K": "mil"},
        and_="con",
        of=("de ", "de "),
        million="mill",
    ),
    dates=DateWords(
        months=_MONTHS,
        short_months={"ene": 1, "feb": 2, "mar": 3, "abr": 4, "may": 5, "jun": 6, "jul": 7,
                      "ago": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dic": 12},
        month_first=False,
        say=_date,
        joined=r"del?\s",
        context=r"\b(?:el|del|al|día|fecha|desde el|hasta el|lunes|martes|miércoles|jueves|viernes|sábado|"
        r"domingo),?\s",
    ),
    times=TimeWords(say=_time, seconds=Named("segundo", "segundos"), and_="minutos y",
                    dotted_after=r"\b(?:a las?|son las?)"),
    units={written: Named(*names) for written, names in _UNITS.items()},
    singular_below=1,
    per="por",
    digits=DigitWords(
        context=r"\b(?:códigos?|pin|contraseña|vuelo|extensión|cuenta|llame al?|marque(?: el)?|"
        r"teléfono|tarjeta|clave|dni)",
        plus="más",
    ),
    roman=RomanWords(
        headings=r"(?i:capítulo|parte|volumen|tomo|acto|escena|título|artículo|libro|fase|tipo|grado|"
        r"nivel|clase|figura|tabla|anexo|módulo|grupo|episodio|lección|unidad|guerra mundial)",
        centuries=r"[Ss]iglos?",
        century_ordinals=10,
        followers=r"Guerra|Congreso|Encuentro|Festival|Simposio|Jornada|Copa|Conferencia|Cumbre|"
        r"Concilio|República",
        titles=r"rey|reina|don|papa|emperador|emperatriz|zar|príncipe|princesa|san|santo",
        after_ruler=r"de|del|fue|era|reinó|murió|gobernó|y|firmó|abdicó",
        last_ordinal=10,
        feminine=feminine_es,
    ),
    addresses=AddressWords(at="arroba", dot="punto", slash="barra", dash="guion",
                           underscore="guion bajo", colon="dos puntos", hashtag="etiqueta"),
    symbols=SymbolWords(
        between_numbers={"+": "más", "-": "menos", "−": "menos", "×": "por", "x": "por",
                         "*": "por", "÷": "entre", "=": "es igual a", "<": "es menor que",
                         ">": "es mayor que"},
        before_number={"±": "más o menos", "+": "más", "~": "unos", "<": "menos de",
                       ">": "más de", "#": "número"},
        anywhere={"&": "y"},
        version="versión",
        version_point="punto",
        around_the_clock="veinticuatro siete",
        over="sobre",
        out_of="sobre",
        times="veces",
        squared="al cuadrado",
        cubed="al cubo",
        scale_context=r"\b(?:dolor|nota|puntuación)\s(?:\w+\s){0,2}",
        ratio_context=r"\b(?:presión(?: arterial)?|tensión)\s(?:\w+\s){0,2}",
    ),
    abbreviations={
        "Dr": "doctor", "Dra": "doctora", "Sr": "señor", "Sra": "señora", "Srta": "señorita",
        "Sres": "señores", "D": "don", "Dña": "doña", "Ud": "usted", "Uds": "ustedes",
        "Av": "avenida", "Avda": "avenida", "C": "calle", "Pza": "plaza", "Prof": "profesor",
        "Profa": "profesora", "Sto": "santo", "Sta": "santa", "etc": "etcétera",
        "p. ej": "por ejemplo", "pág": "página", "tel": "teléfono", "Tel": "teléfono",
        "art": "artículo", "cap": "capítulo", "aprox": "aproximadamente", "Gral": "general",
    },
    rules=((r"\b1\.?er\b", "primer"), (r"\b3\.?er\b", "tercer"),
           (r"\b[Nn](?:\.?\s?[º°]\.?|\.o\.?)\s?(?=[0-9])", "número "), (r"\b[Nn]úm\.\s?(?=[0-9])", "número "),
           (r"\by/o\b", "y o"), (r"\bs\.\s(?=[IVXL]+\b)", "siglo ")),
)  # fmt: skip
