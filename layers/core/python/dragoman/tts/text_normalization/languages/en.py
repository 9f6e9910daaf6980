"""English, as it is read in the United States."""

from typing import Final

from dragoman.tts.text_normalization.number_words import cardinal, ordinal
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
    as_counted,
)

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DOLLAR: Final = Currency(Named("dollar", "dollars"), Named("cent", "cents"))
_EURO: Final = Currency(Named("euro", "euros"), Named("cent", "cents"))
_POUND: Final = Currency(Named("pound", "pounds"), Named("penny", "pence"))
_REAL: Final = Currency(Named("real", "reais"), Named("centavo", "centavos"))
_YEN: Final = Currency(Named("yen", "yen"), Named("sen", "sen"))
_RUPEE: Final = Currency(Named("rupee", "rupees"), Named("paisa", "paise"))
_CENT: Final = Currency(Named("cent", "cents"), Named("", ""))


def _date(day: int, month: str, year: str) -> str:
    spoken = f"{month} {ordinal(day, 'en')}".strip()
    return f"{spoken}, {year}" if year else spoken


def _time(hour: int, minute: int, period: str) -> str:
    if not minute:
        if period:
            return f"{cardinal(hour, 'en')} {period}"
        if hour in (0, 24):
            return "midnight"
        return f"{cardinal(hour, 'en')} o'clock" if hour < 13 else f"{cardinal(hour, 'en')} hundred"
    minutes = f"oh {cardinal(minute, 'en')}" if minute < 10 else cardinal(minute, "en")
    return f"{cardinal(hour, 'en')} {minutes} {period}".rstrip()


ENGLISH: Final = SpokenLanguage(
    num2words="en",
    decimal=".",
    spaced_thousands=False,
    point="point",
    minus="minus",
    to="to",
    or_="or",
    weekdays={
        "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
        "thur": "Thursday", "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
    },
    percent="percent",
    agree=as_counted,
    ordinal_marks={"st": "m", "nd": "m", "rd": "m", "th": "m", "º": "m", "ª": "m"},
    fractions={2: Named("half", "halves"), 3: Named("third", "thirds"),
               4: Named("quarter", "quarters"), 5: Named("fifth", "fifths"),
               6: Named("sixth", "sixths"), 7: Named("seventh", "sevenths"),
               8: Named("eighth", "eighths"), 9: Named("ninth", "ninths"),
               10: Named("tenth", "tenths"), 16: Named("sixteenth", "sixteenths"),
               100: Named("hundredth", "hundredths")},
    half=lambda noun: "a half" if noun else "one half",
    mixed="and",
    years_in_pairs=True,
    money=MoneyWords(
        currencies={"$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR, "CA$": _DOLLAR, "C$": _DOLLAR,
                    "A$": _DOLLAR, "€": _EURO, "EUR": _EURO, "£": _POUND, "GBP": _POUND,
                    "R$": _REAL, "BRL": _REAL, "¥": _YEN, "JPY": _YEN, "₹": _RUPEE, "INR": _RUPEE,
                    "¢": _CENT},
        magnitudes={"thousand": "thousand", "million": "million", "billion": "billion",
                    "trillion": "trillion", "k": "thousand", "K": "thousand", "m": "million",
                    "M": "million", "mn": "million", "bn": "billion", "B": "billion",
                    "tn": "trillion"},
        and_="and",
    ),
    dates=DateWords(
        months=_MONTHS,
        short_months={"Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "Jun": 6, "Jul": 7, "Aug": 8,
                      "Sep": 9, "Sept": 9, "Oct": 10, "Nov": 11, "Dec": 12},
        month_first=True,
        say=_date,
        joined=r"(?!)",
        context=r"\b(?:on|until|till|since|before|after|dated|due|date|by|"
        r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?)\s",
    ),
    times=TimeWords(
        say=_time, seconds=Named("second", "seconds"), and_="and", hour_mark=False
    ),
    units={
        "km": Named("kilometer", "kilometers"), "cm": Named("centimeter", "centimeters"),
        "mm": Named("millimeter", "millimeters"), "m": Named("meter", "meters"),
        "nm": Named("nanometer", "nanometers"), "ft": Named("foot", "feet"),
        "mi": Named("mile", "miles"), "yd": Named("yard", "yards"), "yds": Named("yard", "yards"),
        "in.": Named("inch", "inches"), "kg": Named("kilogram", "kilograms"),
        "kgs": Named("kilogram", "kilograms"), "mg": Named("milligram", "milligrams"),
        "mcg": Named("microgram", "micrograms"), "µg": Named("microgram", "micrograms"),
        "μg": Named("microgram", "micrograms"), "g": Named("gram", "grams"),
        "lb": Named("pound", "pounds"), "lbs": Named("pound", "pounds"),
        "oz": Named("ounce", "ounces"), "t": Named("ton", "tons"),
        "ml": Named("milliliter", "milliliters"), "mL": Named("milliliter", "milliliters"),
        "cl": Named("centiliter", "centiliters"), "dl": Named("deciliter", "deciliters"),
        "dL": Named("deciliter", "deciliters"), "l": Named("liter", "liters"),
        "L": Named("liter", "liters"), "gal": Named("gallon", "gallons"),
        "tsp": Named("teaspoon", "teaspoons"), "tbsp": Named("tablespoon", "tablespoons"),
        "km/h": Named("kilometer per hour", "kilometers per hour"),
        "kph": Named("kilometer per hour", "kilometers per hour"),
        "mph": Named("mile per hour", "miles per hour"),
        "mpg": Named("mile per gallon", "miles per gallon"),
        "rpm": Named("revolution per minute", "revolutions per minute"),
        "bpm": Named("beat per minute", "beats per minute"),
        "m²": Named("square meter", "square meters"), "m2": Named("square meter", "square meters"),
        "km²": Named("square kilometer", "square kilometers"),
        "km2": Named("square kilometer", "square kilometers"),
        "cm²": Named("square centimeter", "square centimeters"),
        "ft²": Named("square foot", "square feet"), "sq ft": Named("square foot", "square feet"),
        "m³": Named("cubic meter", "cubic meters"), "m3": Named("cubic meter", "cubic meters"),
        "cm³": Named("cubic centimeter", "cubic centimeters"),
        "cc": Named("cubic centimeter", "cubic centimeters"),
        "ha": Named("hectare", "hectares"), "°": Named("degree", "degrees"),
        "°C": Named("degree Celsius", "degrees Celsius"),
        "ºC": Named("degree Celsius", "degrees Celsius"),
        "°F": Named("degree Fahrenheit", "degrees Fahrenheit"),
        "ºF": Named("degree Fahrenheit", "degrees Fahrenheit"),
        "h": Named("hour", "hours"), "hr": Named("hour", "hours"), "hrs": Named("hour", "hours"),
        "min": Named("minute", "minutes"), "mins": Named("minute", "minutes"),
        "s": Named("second", "seconds"), "sec": Named("second", "seconds"),
        "secs": Named("second", "seconds"), "ms": Named("millisecond", "milliseconds"),
        "yr": Named("year", "years"), "yrs": Named("year", "years"),
        "wk": Named("week", "weeks"), "wks": Named("week", "weeks"),
        "W": Named("watt", "watts"), "kW": Named("kilowatt", "kilowatts"),
        "MW": Named("megawatt", "megawatts"), "kWh": Named("kilowatt hour", "kilowatt hours"),
        "V": Named("volt", "volts"), "mAh": Named("milliamp hour", "milliamp hours"),
        "Hz": Named("hertz", "hertz"), "kHz": Named("kilohertz", "kilohertz"),
        "MHz": Named("megahertz", "megahertz"), "GHz": Named("gigahertz", "gigahertz"),
        "KB": Named("kilobyte", "kilobytes"), "kB": Named("kilobyte", "kilobytes"),
        "MB": Named("megabyte", "megabytes"), "GB": Named("gigabyte", "gigabytes"),
        "TB": Named("terabyte", "terabytes"),
        "Mbps": Named("megabit per second", "megabits per second"),
        "Gbps": Named("gigabit per second", "gigabits per second"),
        "dB": Named("decibel", "decibels"), "kcal": Named("kilocalorie", "kilocalories"),
        "cal": Named("calorie", "calories"), "kJ": Named("kilojoule", "kilojoules"),
        "mmHg": Named("millimeter of mercury", "millimeters of mercury"),
        "psi": Named("pound per square inch", "pounds per square inch"),
        "kPa": Named("kilopascal", "kilopascals"), "hPa": Named("hectopascal", "hectopascals"),
        "mmol": Named("millimole", "millimoles"), "IU": Named("unit", "units"),
        "ppm": Named("part per million", "parts per million"), "px": Named("pixel", "pixels"),
        "day": Named("day", "days"),
    },
    singular_below=1,
    per="per",
    digits=DigitWords(
        context=r"\b(?:codes?|pin|zip|passcode|password|flight|room|extension|ext|apartment|apt|"
        r"suite|account|call|dial|tracking|serial|confirmation|ending in|last four|"
        r"phone|telephone|area code|badge|locker)",
        plus="plus",
    ),
    roman=RomanWords(
        headings=r"(?i:chapter|part|volume|vol|act|scene|section|article|book|type|phase|stage|"
        r"level|class|figure|table|grade|appendix|title|division|group|episode|lesson|unit|"
        r"world war|war|super bowl|wrestlemania|mark|vatican|tier|category|schedule|annex|item)",
        centuries=r"(?!)",
        century_ordinals=0,
        followers=r"century|centuries|Century|Corps|Olympiad|Army",
        titles=r"king|queen|pope|emperor|empress|tsar|czar|kaiser|prince|princess|saint|st|duke|sultan",
        after_ruler=r"of|was|is|ruled|reigned|died|became|and|had|signed|succeeded|himself|herself",
        last_ordinal=99,
        the="the",
    ),
    addresses=AddressWords(
        at="at", dot="dot", slash="slash", dash="dash", underscore="underscore", colon="colon",
        hashtag="hashtag",
    ),
    symbols=SymbolWords(
        between_numbers={"+": "plus", "-": "minus", "−": "minus", "×": "times", "x": "by",
                         "*": "times", "÷": "divided by", "=": "equals", "≠": "is not equal to",
                         "<": "is less than", ">": "is greater than", "≤": "is at most",
                         "≥": "is at least", "≈": "is about", "^": "to the power of"},
        before_number={"±": "plus or minus", "+": "plus", "~": "about", "≈": "about",
                       "<": "less than", ">": "more than", "≤": "at most", "≥": "at least",
                       "#": "number"},
        anywhere={"&": "and"},
        version="version",
        version_point="point",
        around_the_clock="twenty-four seven",
        over="over",
        out_of="out of",
        times="times",
        squared="squared",
        cubed="cubed",
        scale_context=r"\b(?:pain|rated?|rating|score[ds]?|mark|grade)\s(?:\w+\s){0,2}",
        ratio_context=r"\b(?:blood pressure|pressure|bp|vision)\s(?:\w+\s){0,2}",
    ),
    abbreviations={
        "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miss", "Prof": "Professor",
        "St": "Saint", "Jr": "Junior", "Sr": "Senior", "vs": "versus", "approx": "approximately",
        "e.g": "for example", "i.e": "that is", "etc": "et cetera", "Gen": "General",
        "Sgt": "Sergeant", "Capt": "Captain", "Lt": "Lieutenant", "Col": "Colonel",
        "Rev": "Reverend", "Gov": "Governor", "Sen": "Senator", "Pres": "President",
        "Ave": "Avenue", "Blvd": "Boulevard", "Rd": "Road", "Mt": "Mount", "Ft": "Fort",
        "Inc": "Incorporated", "Ltd": "Limited", "Corp": "Corporation", "Co": "Company",
        "Dept": "Department", "dept": "department", "tel": "telephone", "Tel": "Telephone",
        "ext": "extension", "Ext": "Extension", "apt": "apartment", "Apt": "Apartment",
        "fig": "figure", "Fig": "Figure", "vol": "volume", "Vol": "Volume", "p": "page",
        "pp": "pages", "avg": "average", "max": "maximum", "Mon": "Monday", "Tue": "Tuesday",
        "Tues": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Thurs": "Thursday",
        "Fri": "Friday", "Sat": "Saturday",
    },
    letters={"A": "A"},
    rules=(
        (r"\b[Nn]o\. ?(?=[0-9])", "number "),
        (r"(?<=[0-9] )([A-Z][a-z]+) St\.$", r"\1 Street."),
        (r"(?<=[0-9]/[0-9] )tsp\b", "teaspoon"),
        (r"(?<=[0-9]/[0-9] )tbsp\b", "tablespoon"),
        (r"\bC\+\+(?!\w)", "C plus plus"),
        (r"\b([CF])#(?!\w)", r"\1 sharp"),
        (r"(?<=\b[Aa]ges )([0-9]+)\+", r"\1 and over"),
        (r"\b[Nn]os\. ?(?=[0-9])", "numbers "),
        (r"(?<=[0-9](?:th|st|nd|rd) )St\.?(?!\w)(?!\.)|(?<=[a-z] )St\.(?=\s+[a-z]|,)", "Street"),
        (r"\bSt\.(?=\s+[a-z])", "Street"),
        (r"\b(and|either)/(or)\b", r"\1 \2"),
        (r"§\s?(?=[0-9])", "section "),
        (r"\bw/o\b", "without"),
        (r"\bw/\s?(?=\w)", "with "),
    ),
    feet_and_inches=r"\1 foot \2",
)  # fmt: skip
