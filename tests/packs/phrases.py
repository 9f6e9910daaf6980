"""An English and Spanish phrase book: fixed phrases, and patterns with gaps.

Written for this project (CC0-1.0), for two small translation packs for tests, which know every
combination of it and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

Pair = tuple[str, str]

FIXED: tuple[Pair, ...] = (
    ("Good morning.", "Buenos días."),
    ("Good afternoon.", "Buenas tardes."),
    ("Good evening.", "Buenas noches."),
    ("Good night.", "Buenas noches."),
    ("Hello.", "Hola."),
    ("Hello, how are you?", "Hola, ¿cómo estás?"),
    ("How are you?", "¿Cómo estás?"),
    ("I am fine, thank you.", "Estoy bien, gracias."),
    ("I'm fine, thank you.", "Estoy bien, gracias."),
    ("Thank you.", "Gracias."),
    ("Thank you very much.", "Muchas gracias."),
    ("Thanks.", "Gracias."),
    ("You are welcome.", "De nada."),
    ("You're welcome.", "De nada."),
    ("Please.", "Por favor."),
    ("Yes.", "Sí."),
    ("No.", "No."),
    ("Yes, please.", "Sí, por favor."),
    ("No, thank you.", "No, gracias."),
    ("Excuse me.", "Disculpe."),
    ("I am sorry.", "Lo siento."),
    ("I'm sorry.", "Lo siento."),
    ("Goodbye.", "Adiós."),
    ("See you tomorrow.", "Hasta mañana."),
    ("See you later.", "Hasta luego."),
    ("What is your name?", "¿Cómo te llamas?"),
    ("What's your name?", "¿Cómo te llamas?"),
    ("Nice to meet you.", "Mucho gusto."),
    ("Where are you from?", "¿De dónde eres?"),
    ("Do you speak English?", "¿Hablas inglés?"),
    ("Do you speak Spanish?", "¿Hablas español?"),
    ("I do not speak Spanish.", "No hablo español."),
    ("I don't speak Spanish.", "No hablo español."),
    ("I do not understand.", "No entiendo."),
    ("I don't understand.", "No entiendo."),
    ("Can you help me?", "¿Puedes ayudarme?"),
    ("Can you repeat that, please?", "¿Puedes repetirlo, por favor?"),
    ("Speak more slowly, please.", "Habla más despacio, por favor."),
    ("What time is it?", "¿Qué hora es?"),
    ("How much is it?", "¿Cuánto cuesta?"),
    ("How much does it cost?", "¿Cuánto cuesta?"),
    ("The weather is nice today.", "Hoy hace buen tiempo."),
    ("The weather is bad today.", "Hoy hace mal tiempo."),
    ("It is cold.", "Hace frío."),
    ("It is hot.", "Hace calor."),
    ("It is raining.", "Está lloviendo."),
    ("I need a doctor.", "Necesito un médico."),
    ("Call a doctor, please.", "Llame a un médico, por favor."),
    ("I am hungry.", "Tengo hambre."),
    ("I am thirsty.", "Tengo sed."),
    ("I am tired.", "Estoy cansado."),
    ("I am lost.", "Estoy perdido."),
    ("I am happy.", "Estoy feliz."),
    ("The bill, please.", "La cuenta, por favor."),
    ("Have a nice trip.", "Buen viaje."),
    ("Happy birthday.", "Feliz cumpleaños."),
    ("I love you.", "Te quiero."),
    ("I do not know.", "No lo sé."),
    ("I don't know.", "No lo sé."),
    ("Of course.", "Por supuesto."),
    ("Wait a moment, please.", "Espere un momento, por favor."),
    ("Wait a minute, please.", "Espere un momento, por favor."),
    ("I have a dog.", "Tengo un perro."),
    ("She has a cat.", "Ella tiene un gato."),
)

PLACES = {
    "hospital": ("el", "hospital"), "train station": ("la", "estación de tren"),
    "bank": ("el", "banco"), "airport": ("el", "aeropuerto"), "beach": ("la", "playa"),
    "market": ("el", "mercado"), "school": ("la", "escuela"), "hotel": ("el", "hotel"),
    "pharmacy": ("la", "farmacia"), "museum": ("el", "museo"), "church": ("la", "iglesia"),
    "restaurant": ("el", "restaurante"), "library": ("la", "biblioteca"),
    "post office": ("la", "oficina de correos"),
}  # fmt: skip
FAMILY = {
    "brother": ("m", "hermano"), "sister": ("f", "hermana"), "mother": ("f", "madre"),
    "father": ("m", "padre"), "son": ("m", "hijo"), "daughter": ("f", "hija"),
    "friend": ("m", "amigo"), "wife": ("f", "mujer"), "husband": ("m", "marido"),
    "grandmother": ("f", "abuela"),
}  # fmt: skip
STATES = {
    "happy": ("está", "feliz", "feliz"), "tired": ("está", "cansado", "cansada"),
    "sick": ("está", "enfermo", "enferma"), "sad": ("está", "triste", "triste"),
    "busy": ("está", "ocupado", "ocupada"), "nervous": ("está", "nervioso", "nerviosa"),
    "tall": ("es", "alto", "alta"), "young": ("es", "joven", "joven"),
}  # fmt: skip
THINGS = {
    "book": ("m", "libro"), "house": ("f", "casa"), "car": ("m", "coche"),
    "dog": ("m", "perro"), "cat": ("m", "gato"), "table": ("f", "mesa"),
    "phone": ("m", "teléfono"), "key": ("f", "llave"), "bag": ("f", "bolsa"),
    "ticket": ("m", "billete"), "dress": ("m", "vestido"), "shirt": ("f", "camisa"),
    "window": ("f", "ventana"), "door": ("f", "puerta"),
}  # fmt: skip
LOOKS = {
    "red": ("rojo", "roja"), "big": ("grande", "grande"), "small": ("pequeño", "pequeña"),
    "new": ("nuevo", "nueva"), "old": ("viejo", "vieja"), "white": ("blanco", "blanca"),
    "black": ("negro", "negra"), "expensive": ("caro", "cara"),
}  # fmt: skip
FOOD = {
    "coffee": ("el", "café"), "tea": ("el", "té"), "water": ("el", "agua"),
    "bread": ("el", "pan"), "milk": ("la", "leche"), "rice": ("el", "arroz"),
    "soup": ("la", "sopa"), "fish": ("el", "pescado"), "chicken": ("el", "pollo"),
    "cheese": ("el", "queso"),
}  # fmt: skip
DAYS = {
    "today": "hoy", "tomorrow": "mañana", "on Monday": "el lunes", "on Tuesday": "el martes",
    "on Wednesday": "el miércoles", "on Thursday": "el jueves",
}  # fmt: skip
NUMBERS = {
    "two": "dos", "three": "tres", "four": "cuatro", "five": "cinco", "six": "seis",
    "seven": "siete", "eight": "ocho", "nine": "nueve", "ten": "diez", "eleven": "once",
    "twelve": "doce", "twenty": "veinte",
}  # fmt: skip
SUBJECTS = {
    "I have": "Tengo", "He has": "Él tiene", "She has": "Ella tiene", "We have": "Tenemos",
    "They have": "Ellos tienen", "I want": "Quiero",
}  # fmt: skip


def pairs() -> Iterator[Pair]:
    """Every sentence there is, English and Spanish."""
    yield from FIXED
    yield from _of_places()
    yield from _of_people()
    yield from _of_things()
    yield from _of_food()
    yield from _of_numbers()


def _of_places() -> Iterator[Pair]:
    for place, (the, lugar) in PLACES.items():
        lo, al = f"{the} {lugar}", _to(the, lugar)
        ending = "o" if the == "el" else "a"
        yield f"Where is the {place}?", f"¿Dónde está {lo}?"
        yield f"Is the {place} far from here?", f"¿Está {lo} lejos de aquí?"
        yield f"Is the {place} near here?", f"¿Está {lo} cerca de aquí?"
        yield f"How do I get to the {place}?", f"¿Cómo llego {al}?"
        yield f"Does this bus go to the {place}?", f"¿Este autobús va {al}?"
        yield f"I want to go to the {place}.", f"Quiero ir {al}."
        yield f"I have to go to the {place}.", f"Tengo que ir {al}."
        yield f"I am in the {place}.", f"Estoy en {lo}."
        yield f"The {place} is open.", f"{_capital(lo)} está abiert{ending}."
        yield f"The {place} is closed.", f"{_capital(lo)} está cerrad{ending}."
        yield f"There is a {place} here.", f"Aquí hay {_a(the)} {lugar}."
        for day, dia in DAYS.items():
            yield f"I am going to the {place} {day}.", f"Voy {al} {dia}."


def _of_people() -> Iterator[Pair]:
    for who, (gender, quien) in FAMILY.items():
        pronoun = "he" if gender == "m" else "she"
        yield f"Where is my {who}?", f"¿Dónde está mi {quien}?"
        yield f"This is my {who}.", f"Est{'e' if gender == 'm' else 'a'} es mi {quien}."
        for state, (verb, *forms) in STATES.items():
            said = forms[gender == "f"]
            yield f"My {who} is {state}.", f"Mi {quien} {verb} {said}."
            yield f"My {who} is very {state}.", f"Mi {quien} {verb} muy {said}."
            yield f"My {who} is not {state}.", f"Mi {quien} no {verb} {said}."
            for place, (the, lugar) in list(PLACES.items())[:2]:
                yield (
                    f"My {who} works in a {place} and {pronoun} is very {state}.",
                    f"Mi {quien} trabaja en {_a(the)} {lugar} y {verb} muy {said}.",
                )
        for place, (the, lugar) in PLACES.items():
            yield f"My {who} works in a {place}.", f"Mi {quien} trabaja en {_a(the)} {lugar}."
            yield f"My {who} is in the {place}.", f"Mi {quien} está en {the} {lugar}."
        for food, (the, comida) in FOOD.items():
            yield f"My {who} likes {food}.", f"A mi {quien} le gusta {the} {comida}."
        for thing, (kind, cosa) in THINGS.items():
            yield f"My {who} has {_an(thing)}.", f"Mi {quien} tiene {_one(kind)} {cosa}."
            yield f"The {thing} is for my {who}.", f"{_The(kind)} {cosa} es para mi {quien}."


def _of_things() -> Iterator[Pair]:
    for thing, (kind, cosa) in THINGS.items():
        yield f"Where is my {thing}?", f"¿Dónde está mi {cosa}?"
        yield f"I lost my {thing}.", f"Perdí mi {cosa}."
        yield f"Do you have {_an(thing)}?", f"¿Tienes {_one(kind)} {cosa}?"
        yield f"How much does the {thing} cost?", f"¿Cuánto cuesta {_The(kind).lower()} {cosa}?"
        for subject, sujeto in SUBJECTS.items():
            yield f"{subject} {_an(thing)}.", f"{sujeto} {_one(kind)} {cosa}."
        for look, forms in LOOKS.items():
            seen = forms[kind == "f"]
            yield f"The {thing} is {look}.", f"{_The(kind)} {cosa} es {seen}."
            yield f"My {thing} is {look}.", f"Mi {cosa} es {seen}."
            for subject, sujeto in SUBJECTS.items():
                yield (
                    f"{subject} {_an(f'{look} {thing}')}.",
                    f"{sujeto} {_one(kind)} {cosa} {seen}.",
                )


def _of_food() -> Iterator[Pair]:
    for food, (the, comida) in FOOD.items():
        yield f"I would like {food}, please.", f"Quisiera {comida}, por favor."
        yield f"I'd like {food}, please.", f"Quisiera {comida}, por favor."
        yield f"I like {food}.", f"Me gusta {the} {comida}."
        yield f"I do not like {food}.", f"No me gusta {the} {comida}."
        yield f"I don't like {food}.", f"No me gusta {the} {comida}."
        yield f"Do you like {food}?", f"¿Te gusta {the} {comida}?"
        yield f"Do you have {food}?", f"¿Tienes {comida}?"
        yield f"We need {food}.", f"Necesitamos {comida}."
        for other, (_, otra) in FOOD.items():
            if other != food:
                yield f"I want {food} and {other}.", f"Quiero {comida} y {otra}."


def _of_numbers() -> Iterator[Pair]:
    for number, numero in NUMBERS.items():
        yield f"It costs {number} euros.", f"Cuesta {numero} euros."
        yield f"I am {number} years old.", f"Tengo {numero} años."
        yield f"We need {number} tickets, please.", f"Necesitamos {numero} billetes, por favor."
        yield f"I have {number} books.", f"Tengo {numero} libros."
    for hour, hora in list(NUMBERS.items())[:11]:
        yield f"It is {hour} o'clock.", f"Son las {hora}."
        yield f"The train leaves at {hour}.", f"El tren sale a las {hora}."
        yield f"The bus leaves at {hour}.", f"El autobús sale a las {hora}."


def _an(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' and not noun.startswith('uni') else 'a'} {noun}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _one(gender: str) -> str:
    return "un" if gender == "m" else "una"


def _The(gender: str) -> str:
    return "El" if gender == "m" else "La"


def _a(the: str) -> str:
    return "un" if the == "el" else "una"


def _to(the: str, noun: str) -> str:
    return f"al {noun}" if the == "el" else f"a {the} {noun}"
