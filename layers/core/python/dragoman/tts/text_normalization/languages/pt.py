"""Portuguese, as it is read in Brazil."""

from typing import Final

from dragoman.tts.text_normalization.languages.agreement import agree_pt, feminine_pt
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

_CODE: Final = "pt_BR"
_MONTHS: Final = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho",
    "julho", "agosto", "setembro", "outubro", "novembro", "dezembro",
)  # fmt: skip
_CENTS: Final = Named("centavo", "centavos")
_DOLLAR: Final = Currency(Named("dólar", "dólares"), _CENTS)
_REAL: Final = Currency(Named("real", "reais"), _CENTS)
_EURO: Final = Currency(Named("euro", "euros"), Named("cêntimo", "cêntimos"))
_POUND: Final = Currency(Named("libra", "libras"), _CENTS)
_YEN: Final = Currency(Named("iene", "ienes"), _CENTS)


def _date(day: int, month: str, year: str) -> str:
    spoken = "primeiro" if day == 1 else cardinal(day, _CODE)
    spoken = f"{spoken} de {month}" if month else spoken
    return f"{spoken} de {year}" if year else spoken


def _time(hour: int, minute: int, period: str) -> str:
    spoken = agree_pt(cardinal(hour, _CODE), "horas")
    minutes = f" e {cardinal(minute, _CODE)}" if minute else ""
    if not period:
        return f"{spoken} {'hora' if hour in (0, 1) else 'horas'}{minutes}"
    if hour == 12:
        return f"{'meio-dia' if period == 'PM' else 'meia-noite'}{minutes}"
    part = "da manhã" if period == "AM" else "da tarde" if hour < 6 else "da noite"
    return f"{spoken}{minutes} {part}"


_UNITS: Final = {
    "km": ("quilômetro", "quilômetros"), "cm": ("centímetro", "centímetros"),
    "mm": ("milímetro", "milímetros"), "m": ("metro", "metros"), "mi": ("milha", "milhas"),
    "ft": ("pé", "pés"), "pol": ("polegada", "polegadas"), "kg": ("quilo", "quilos"),
    "Kg": ("quilo", "quilos"), "mg": ("miligrama", "miligramas"),
    "mcg": ("micrograma", "microgramas"), "µg": ("micrograma", "microgramas"),
    "μg": ("micrograma", "microgramas"), "g": ("grama", "gramas"), "t": ("tonelada", "toneladas"),
    "lb": ("libra", "libras"), "lbs": ("libra", "libras"), "oz": ("onça", "onças"),
    "ml": ("mililitro", "mililitros"), "mL": ("mililitro", "mililitros"),
    "dl": ("decilitro", "decilitros"), "dL": ("decilitro", "decilitros"),
    "l": ("litro", "litros"), "L": ("litro", "litros"),
    "km/h": ("quilômetro por hora", "quilômetros por hora"),
    "mph": ("milha por hora", "milhas por hora"),
    "rpm": ("rotação por minuto", "rotações por minuto"),
    "bpm": ("batimento por minuto", "batimentos por minuto"),
    "m²": ("metro quadrado", "metros quadrados"), "m2": ("metro quadrado", "metros quadrados"),
    "km²": ("quilômetro quadrado", "quilômetros quadrados"),
    "km2": ("quilômetro quadrado", "quilômetros quadrados"),
    "cm²": ("centímetro quadrado", "centímetros quadrados"),
    "m³": ("metro cúbico", "metros cúbicos"), "m3": ("metro cúbico", "metros cúbicos"),
    "cm³": ("centímetro cúbico", "centímetros cúbicos"), "ha": ("hectare", "hectares"),
    "°": ("grau", "graus"), "°C": ("grau Celsius", "graus Celsius"),
    "ºC": ("grau Celsius", "graus Celsius"), "°F": ("grau Fahrenheit", "graus Fahrenheit"),
    "ºF": ("grau Fahrenheit", "graus Fahrenheit"), "hrs": ("hora", "horas"),
    "min": ("minuto", "minutos"), "mins": ("minuto", "minutos"), "s": ("segundo", "segundos"),
    "seg": ("segundo", "segundos"), "ms": ("milissegundo", "milissegundos"),
    "W": ("watt", "watts"), "kW": ("quilowatt", "quilowatts"),
    "kWh": ("quilowatt-hora", "quilowatts-hora"), "V": ("volt", "volts"),
    "mAh": ("miliampere-hora", "miliamperes-hora"), "Hz": ("hertz", "hertz"),
    "kHz": ("quilo-hertz", "quilo-hertz"), "MHz": ("mega-hertz", "mega-hertz"),
    "GHz": ("giga-hertz", "giga-hertz"), "KB": ("quilobyte", "quilobytes"),
    "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"), "Mbps": ("megabit por segundo", "megabits por segundo"),
    "dB": ("decibel", "decibéis"), "kcal": ("quilocaloria", "quilocalorias"),
    "cal": ("caloria", "calorias"),
    "mmHg": ("milímetro de mercúrio", "milímetros de mercúrio"),
    "UI": ("unidade", "unidades"), "px": ("pixel", "pixels"), "dia": ("dia", "dias"),
    "h": ("hora", "horas"),
}  # fmt: skip

PORTUGUESE: Final = SpokenLanguage(
    num2words=_CODE,
    decimal=",",
    spaced_thousands=True,
    point="vírgula",
    minus="menos",
    to="a",
    or_="ou",
    weekdays={
        "seg": "segunda", "ter": "terça", "qua": "quarta", "qui": "quinta", "sex": "sexta", "sáb": "sábado",
        "dom": "domingo",
    },
    percent="por cento",
    agree=agree_pt,
    ordinal_marks={"º": "m", "ª": "f", "°": "m", "os": "m", "as": "f"},
    fractions={2: Named("meio", "meios"), 3: Named("terço", "terços"),
               4: Named("quarto", "quartos"), 5: Named("quinto", "quintos"),
               6: Named("sexto", "sextos"), 7: Named("sétimo", "sétimos"),
               8: Named("oitavo", "oitavos"), 9: Named("nono", "nonos"),
               10: Named("décimo", "décimos"), 100: Named("centésimo", "centésimos")},
    half=lambda noun: "meia" if feminine_pt(noun) else "meio" if noun else "um meio",
    mixed="e",
    years_in_pairs=False,
    money=MoneyWords(
        currencies={"R$": _REAL, "BRL": _REAL, "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR,
                    "€": _EURO, "EUR": _EURO, "£": _POUND, "GBP": _POUND, "¥": _YEN, "JPY": _YEN},
        magnitudes={"mil": "mil", "milhão": "milhão", "milhões": "milhões", "bilhão": "bilhão",
                    "bilhões": "bilhões", "trilhão": "trilhão", "trilhões": "trilhões",
                    "mi": "milhões", "bi": "bilhões", "tri": "trilhões", "k": "mil", "K": "mil",
                    "M": "milhões", "million": "milhões", "billion": "bilhões"},
        and_="e",
        of=("de ", "de "),
        million="ilh",
    ),
    dates=DateWords(
        months=_MONTHS,
        short_months={"jan": 1, "fev": 2, "mar": 3, "abr": 4, "mai": 5, "jun": 6, "jul": 7,
                      "ago": 8, "set": 9, "out": 10, "nov": 11, "dez": 12},
        month_first=False,
        say=_date,
        joined=r"de\s",
        context=r"\b(?:em|dia|dias|data|desde|até|vence|vencimento|"
        r"(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?,?|sábado,?|domingo,?)\s",
    ),
    times=TimeWords(say=_time, seconds=Named("segundo", "segundos"), and_="minutos e"),
    units={written: Named(*names) for written, names in _UNITS.items()},
    singular_below=2,
    per="por",
    digits=DigitWords(
        context=r"\b(?:códigos?|senha|pin|cep|cpf|cnpj|rg|voo|ramal|conta|agência|protocolo|"
        r"matrícula|disque|ligue(?: para)?(?: o)?|telefone|celular|samu|ddd|cartão|final|crm|"
        r"pedido)",
        plus="mais",
    ),
    roman=RomanWords(
        headings=r"(?i:capítulo|parte|volume|vol|tomo|ato|cena|título|artigo|livro|fase|tipo|grau|"
        r"nível|classe|figura|tabela|quadro|anexo|inciso|módulo|grupo|episódio|lição|unidade|"
        r"guerra mundial|estágio|categoria|seção|apêndice|etapa|vaticano)",
        centuries=r"[Ss]éculos?|[Ss]éc\.",
        century_ordinals=10,
        followers=r"Guerra|Congresso|Encontro|Festival|Simpósio|Jornada|Semana|Copa|Conferência|"
        r"Cúpula|Seminário|Exército|Feira|Bienal|Reich|Concílio|República",
        titles=r"rei|rainha|dom|dona|d\.|papa|imperador|imperatriz|czar|príncipe|princesa|são|santo",
        after_ruler=r"de|do|da|foi|era|reinou|morreu|governou|e|assinou|abdicou|proclamou",
        last_ordinal=10,
        feminine=feminine_pt,
    ),
    addresses=AddressWords(
        at="arroba", dot="ponto", slash="barra", dash="hífen", underscore="sublinhado",
        colon="dois pontos", hashtag="hashtag",
    ),
    symbols=SymbolWords(
        between_numbers={"+": "mais", "-": "menos", "−": "menos", "×": "vezes", "x": "por",
                         "*": "vezes", "÷": "dividido por", "=": "é igual a",
                         "≠": "é diferente de", "<": "é menor que", ">": "é maior que",
                         "≤": "é no máximo", "≥": "é no mínimo", "≈": "é cerca de",
                         "^": "elevado a"},
        before_number={"±": "mais ou menos", "+": "mais", "~": "cerca de", "≈": "cerca de",
                       "<": "menos de", ">": "mais de", "≤": "no máximo", "≥": "no mínimo",
                       "#": "número"},
        anywhere={"&": "e"},
        version="versão",
        version_point="ponto",
        around_the_clock="vinte e quatro por sete",
        over="por",
        out_of="de",
        times="vezes",
        squared="ao quadrado",
        cubed="ao cubo",
        scale_context=r"\b(?:dor|nota|avaliação|pontuação)\s(?:\w+\s){0,2}",
        ratio_context=r"\b(?:pressão(?: arterial)?|pa)\s(?:\w+\s){0,2}",
    ),
    abbreviations={
        "D": "dom", "Dr": "doutor", "Dra": "doutora", "Drs": "doutores", "Sr": "senhor",
        "Sra": "senhora", "Srs": "senhores", "Srta": "senhorita", "Prof": "professor",
        "Profa": "professora", "Av": "avenida", "Sto": "santo", "Sta": "santa", "Pça": "praça",
        "Rod": "rodovia", "Ltda": "limitada", "Cia": "companhia", "Eng": "engenheiro",
        "p. ex": "por exemplo", "etc": "et cetera", "tel": "telefone", "Tel": "telefone",
        "apto": "apartamento", "Apto": "apartamento", "ap": "apartamento", "séc": "século", "Séc": "século",
        "art": "artigo", "Art": "artigo", "pág": "página", "Pág": "página", "pp": "páginas", "bl": "bloco", "Bl": "bloco", "págs": "páginas", "p": "página",
        "cap": "capítulo", "vol": "volume", "Vol": "volume", "fig": "figura", "aprox": "aproximadamente",
        "máx": "máximo", "mín": "mínimo", "obs": "observação", "Obs": "observação",
        "Gal": "general", "Cel": "coronel", "Cap": "capitão", "Sgt": "sargento",
        "Gov": "governador", "Pres": "presidente", "Dep": "deputado", "Sen": "senador",
        "Min": "ministro", "Exmo": "excelentíssimo", "V. Exa": "vossa excelência",
    },
    letters={"A": "Á", "E": "É", "O": "Ó"},
    rules=(
        (r"\bProf[.ªa]*ª\.?(?=\s)", "professora"),
        (r"\bDr\.?ª\.?(?=\s)", "doutora"),
        (r"\bSr\.?ª\.?(?=\s)", "senhora"),
        (r"\b[Nn](?:\.?\s?[º°]\.?|\.o\.?)\s?(?=[0-9])", "número "),
        (r"(?<![\w.,-])([1-9][0-9]?)°(?=\s(?:andar|lugar|ano|dia|grau|semestre|trimestre|mês|colocado)\b)",
         r"\1º"),
        (r"§\s?(?=[0-9])", "parágrafo "),
        (r"\b[Kk]m (?=[0-9])", "quilômetro "),
        (r"(?<=[0-9])\s?k(?!\w)", " mil"),
        (r"\bNo\.\s?(?=[0-9])", "número "),
        (r"(?<=\b[NnDd]a )R\.(?=\s+\w)", "rua"),
        (r"\bs/\s?n\.?[ºo°]?(?!\w)", "sem número"),
        (r"\be/ou\b", "e ou"),
        (r"\b(?:a cada |de )?([0-9]{1,2})/\1\s?h(?:oras?|rs?|s)?\b", r"de \1 em \1 horas"),
        (r"\bc/c(?=\W|$)", "conta corrente"),
        (r"\bc/\s?(?=\w)", "com "),
        (r"\bséc\.?\s(?=[IVXL]+\b)", "século "),
        (r"\bs[eé]cs\.?\s(?=[IVXL]+\b)", "séculos "),
    ),
)  # fmt: skip
