"""Writes the voice files of this package from Kokoro's published styles.

    python -m dragoman.tts.kokoro.calibrate KOKORO.ONNX STYLES_FOLDER ESPEAK_PACK

STYLES_FOLDER has Kokoro's published styles, `pf_dora.bin` and so on: float32 (510, 1, 256).
Each voice speaks the sentences of its language, normalized by the statistics of the utterance. Their
average becomes the statistics of the voice.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import onnx

from dragoman.models.kokoro_voices import KOKORO_VOICES, KokoroVoice
from dragoman.models.onnx_session import session
from dragoman.tts.espeak_library import loaded
from dragoman.tts.kokoro.generator import (
    EPSILON,
    draw_generator,
    norms,
    statistic_names,
)
from dragoman.tts.kokoro.network import KokoroNetwork, Utterance, generator_inputs
from dragoman.tts.kokoro.phonemes import phonemes
from dragoman.tts.kokoro.vocabulary import tokens_of
from dragoman.tts.kokoro.voice import FOLDER, STYLES, Voice, write_voice
from dragoman.tts.kokoro.weights import Tensor, Weights

SENTENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "The bus to the city centre leaves from the square at nine in the morning.",
        "I need to buy medicine for my mother, who is ill.",
        "Where is the nearest train station?",
        "The meeting was postponed until Thursday because the director is travelling.",
        "Could you help me carry these boxes up to the third floor?",
        "Don't forget to lock the door when you leave.",
        "What a beautiful house you have!",
        "My brother works in a hospital and comes home very late.",
    ),
    "pt": (
        "O ônibus para o centro da cidade sai da praça às nove horas da manhã.",
        "Preciso comprar remédio para a minha mãe, que está doente.",
        "Onde fica a estação de trem mais próxima?",
        "A reunião foi adiada para quinta-feira, porque o diretor está viajando.",
        "Você pode me ajudar a carregar estas caixas até o terceiro andar?",
        "Não esqueça de trancar a porta quando sair.",
        "Que casa bonita vocês têm!",
        "Meu irmão trabalha num hospital e chega em casa muito tarde.",
    ),
    "es": (
        "El autobús al centro de la ciudad sale de la plaza a las nueve de la mañana.",
        "Necesito comprar medicinas para mi madre, que está enferma.",
        "¿Dónde está la estación de tren más cercana?",
        "La reunión se aplazó hasta el jueves porque el director está de viaje.",
        "¿Me puedes ayudar a subir estas cajas al tercer piso?",
        "No te olvides de cerrar la puerta con llave al salir.",
        "¡Qué casa tan bonita tenéis!",
        "Mi hermano trabaja en un hospital y llega a casa muy tarde.",
    ),
    "fr": (
        "Le bus pour le centre-ville part de la place à neuf heures du matin.",
        "Je dois acheter des médicaments pour ma mère, qui est malade.",
        "Où se trouve la gare la plus proche ?",
        "La réunion a été reportée à jeudi parce que le directeur est en voyage.",
        "Pouvez-vous m'aider à porter ces cartons au troisième étage ?",
        "N'oublie pas de fermer la porte à clé en partant.",
        "Quelle belle maison vous avez !",
        "Mon frère travaille dans un hôpital et rentre très tard.",
    ),
    "it": (
        "L'autobus per il centro parte dalla piazza alle nove del mattino.",
        "Devo comprare le medicine per mia madre, che è malata.",
        "Dov'è la stazione più vicina?",
        "La riunione è stata rimandata a giovedì perché il direttore è in viaggio.",
        "Mi puoi aiutare a portare queste scatole al terzo piano?",
        "Non dimenticare di chiudere la porta quando esci.",
        "Che bella casa avete!",
        "Mio fratello lavora in ospedale e torna a casa molto tardi.",
    ),
}


LOUDNESS: Final = 0.09
"""The root mean square of speech, as in Piper's voices."""
PEAK: Final = 0.95
_AUDIBLE: Final = 0.01
"""Relative to the loudest sample; quieter audio is a pause."""


class Calibration:
    def __init__(self, model: Path, espeak_pack: Path) -> None:
        self._network = KokoroNetwork(model, threads=2)
        drawn = draw_generator(Weights(onnx.load(str(model))), measuring=True)
        self._measuring = session(drawn, threads=2)
        self._espeak = espeak_pack

    def voice(self, known: KokoroVoice, styles: Tensor) -> Voice:
        width = sum(norm.channels for norm in norms())
        zeros, ones = np.zeros(width, np.float32), np.ones(width, np.float32)
        bare = Voice(styles, zeros, ones, 1.0)
        utterances = [
            self._utterance(sentence, known, bare) for sentence in SENTENCES[known.language]
        ]
        wanted = [name for norm in norms() for name in statistic_names(norm)]
        found = [
            self._measuring.run(wanted, generator_inputs(utterance, 0, utterance.acoustics.count))
            for utterance in utterances
        ]
        lengths = [utterance.acoustics.count for utterance in utterances]
        mean, variance = (
            np.average([_row(statistics[part::2]) for statistics in found], axis=0, weights=lengths)
            for part in (0, 1)
        )
        measured = replace(bare, mean=mean, deviation=np.sqrt(variance + EPSILON))
        return replace(measured, gain=self.gain(known, measured))

    def gain(self, known: KokoroVoice, voice: Voice) -> float:
        utterances = [
            self._utterance(sentence, known, voice) for sentence in SENTENCES[known.language][:3]
        ]
        sound = np.concatenate(
            [self._network.samples(one, 0, one.acoustics.count) for one in utterances]
        )
        loud = np.abs(sound).max()
        speech = sound[np.abs(sound) > _AUDIBLE * loud]
        return float(min(LOUDNESS / np.sqrt((speech**2).mean()), PEAK / loud))

    def _utterance(self, sentence: str, known: KokoroVoice, voice: Voice) -> Utterance:
        tokens = tokens_of(phonemes(sentence, known.accent, self._pronounce))
        return self._network.utterance(tokens, voice, speed=1.0)

    def _pronounce(self, words: str, accent: str) -> str:
        with loaded(self._espeak) as espeak:
            return espeak.pronounce(words, accent)


def _row(statistics: list[Tensor]) -> Tensor:
    return np.concatenate([tensor.ravel() for tensor in statistics])


def calibrate(model: Path, styles_folder: Path, espeak_pack: Path) -> None:
    calibration = Calibration(model, espeak_pack)
    for name, known in KOKORO_VOICES.items():
        styles = np.fromfile(styles_folder / f"{name}.bin", np.float32).reshape(-1, 256)[:STYLES]
        write_voice(FOLDER / f"{name}.npz", calibration.voice(known, styles))


if __name__ == "__main__":
    calibrate(*map(Path, sys.argv[1:4]))
