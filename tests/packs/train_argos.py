# /// script
# requires-python = ">=3.11"
# dependencies = ["ctranslate2==4.8.5", "numpy>=2", "sentencepiece==0.2.3", "torch==2.13.0"]
# ///
"""Trains the two Argos packages of this folder on its phrase book: `uv run tests/packs/train_argos.py`.

A minute a direction on one core. One sentence in fifty is kept out of training; how many of those
come back word for word is printed at the end, by the package itself as CTranslate2 runs it.
"""

import argparse
import io
import json
import math
import random
import shutil
import tempfile
import time
import zipfile
from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece
import torch
from ctranslate2.specs import common_spec, transformer_spec
from phrases import FIXED, pairs
from torch import nn
from torch.nn import functional

HERE = Path(__file__).parent
NAMES = {"en": "English", "es": "Spanish"}
VERSION = "0.1"
PIECES, DEPTH, HEADS, WIDTH, LAYERS = 400, 64, 4, 192, 1
PAD, UNKNOWN, START, END = 0, 1, 2, 3
KEPT_OUT = 50
CONTRACTIONS = {"Where is": "Where's", "I am": "I'm", "It is": "It's", "I would": "I'd"}
README = """\
# {source} to {target}, as a phrase book knows it

Trained by tests/packs/train_argos.py of Dragoman on tests/packs/phrases.py: for tests alone.
Public domain (CC0-1.0).
"""


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    cli.add_argument("--steps", type=int, default=1600)
    cli.add_argument("--out", type=Path, default=HERE)
    arguments = cli.parse_args()
    book = list(dict.fromkeys(pair for pair in pairs() if pair not in FIXED))
    random.Random(7).shuffle(book)  # noqa: S311
    kept_out, taught = book[: len(book) // KEPT_OUT], book[len(book) // KEPT_OUT :]
    taught += FIXED * 10
    print(f"{len(taught)} sentences, {len(kept_out)} kept out")
    for source, target in (("en", "es"), ("es", "en")):
        lessons, exam = (
            [pair if source == "en" else pair[::-1] for pair in part] for part in (taught, kept_out)
        )
        tokens = _tokenizer(lessons)
        model = _trained(lessons, tokens, arguments.steps)
        package = _package(model, tokens, source, target, arguments.out)
        print(f"{package.name}: {package.stat().st_size} bytes, {_graded(package, exam):.1%} exact")


def _as_heard(text: str) -> list[str]:
    """The same, as recognition may write it: contracted, with another mark at its end or none."""
    short = text
    for long, contraction in CONTRACTIONS.items():
        short = short.replace(long, contraction)
    bare = text.rstrip(".?").lstrip("¿")
    return [text, short, f"{bare}!", f"{bare[0].lower()}{bare[1:]}.", bare]


def _tokenizer(lessons: list[tuple[str, str]]) -> sentencepiece.SentencePieceProcessor:
    """One for both languages."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([text for a, b in lessons for text in (*_as_heard(a), b)]),
        model_writer=model, vocab_size=PIECES, model_type="unigram", character_coverage=1.0,
        pad_id=PAD, unk_id=UNKNOWN, bos_id=START, eos_id=END, pad_piece="<blank>",
        minloglevel=2,
    )  # fmt: skip
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


class Attention(nn.Module):
    def __init__(self, of_itself: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(DEPTH)
        sizes = (3,) if of_itself else (1, 2)
        self.asks = nn.ModuleList(nn.Linear(DEPTH, DEPTH * size) for size in sizes)
        self.says = nn.Linear(DEPTH, DEPTH)

    def forward(self, x, hidden, memory=None):
        arguments = self.norm(x)
        if memory is None:
            q, k, v = self.asks[0](arguments).chunk(3, -1)
        else:
            q, (k, v) = self.asks[0](arguments), self.asks[1](memory).chunk(2, -1)
        q, k, v = (part.unflatten(-1, (HEADS, -1)).transpose(1, 2) for part in (q, k, v))
        seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=hidden)
        return x + functional.dropout(
            self.says(seen.transpose(1, 2).flatten(2)), 0.1, self.training
        )


class FeedForward(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(DEPTH)
        self.widen, self.narrow = nn.Linear(DEPTH, WIDTH), nn.Linear(WIDTH, DEPTH)

    def forward(self, x):
        inner = self.narrow(functional.relu(self.widen(self.norm(x))))
        return x + functional.dropout(inner, 0.1, self.training)


class Transformer(nn.Module):
    """Pre-norm, one embedding for both sides and the output, as CTranslate2 runs them."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(PIECES, DEPTH, PAD)
        nn.init.normal_(self.embedding.weight, std=DEPTH**-0.5)
        self.bias = nn.Parameter(torch.zeros(PIECES))
        self.encoder = nn.ModuleList(
            nn.ModuleList([Attention(True), FeedForward()]) for _ in range(LAYERS)
        )
        self.decoder = nn.ModuleList(
            nn.ModuleList([Attention(True), Attention(False), FeedForward()]) for _ in range(LAYERS)
        )
        self.encoded, self.decoded = nn.LayerNorm(DEPTH), nn.LayerNorm(DEPTH)

    def forward(self, source, target):
        there = (source != PAD)[:, None, None, :]
        past = torch.ones(target.shape[1], target.shape[1], dtype=torch.bool).tril()
        memory = self._placed(source)
        for attention, feed in self.encoder:
            memory = feed(attention(memory, there))
        memory, x = self.encoded(memory), self._placed(target)
        for attention, across, feed in self.decoder:
            x = feed(across(attention(x, past), there, memory))
        return functional.linear(self.decoded(x), self.embedding.weight, self.bias)

    def _placed(self, ids):
        x = self.embedding(ids) * math.sqrt(DEPTH) + _positions(ids.shape[1])
        return functional.dropout(x, 0.1, self.training)


def _positions(length: int) -> torch.Tensor:
    """CTranslate2's own where a model brings none: from 1, sines before cosines."""
    step = math.log(10_000) / (DEPTH // 2 - 1)
    waves = torch.exp(torch.arange(DEPTH // 2) * -step)
    angles = torch.arange(1, length + 1)[:, None] * waves[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


def _trained(lessons, tokens, steps: int) -> Transformer:
    torch.manual_seed(7)
    torch.set_num_threads(1)  # of so small a model, two wait for each other
    shuffled = random.Random(7)  # noqa: S311
    encoded = [
        (torch.tensor(tokens.encode(heard)), torch.tensor([START, *tokens.encode(b), END]))
        for a, b in lessons
        for heard in _as_heard(a)
    ]
    model = Transformer().train()
    optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98))
    began = time.monotonic()
    for step in range(1, steps + 1):
        for group in optimizer.param_groups:
            group["lr"] = 5e-3 * min(step / 60, (steps - step + 1) / steps * 1.2, 1.0)
        batch = shuffled.sample(encoded, 64)
        source, target = (
            nn.utils.rnn.pad_sequence(side, batch_first=True) for side in zip(*batch, strict=True)
        )
        scores = model(source, target[:, :-1])
        loss = functional.cross_entropy(
            scores.flatten(0, 1), target[:, 1:].flatten(), ignore_index=PAD, label_smoothing=0.05
        )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0:
            print(f"{step:5} {loss.item():.3f} {time.monotonic() - began:.0f} s", flush=True)
    return model.eval()


def _spec(model: Transformer, pieces: list[str]) -> transformer_spec.TransformerSpec:
    spec = transformer_spec.TransformerSpec.from_config(
        (LAYERS, LAYERS), HEADS, pre_norm=True, activation=common_spec.Activation.RELU
    )
    table = _numbers(model.embedding.weight)
    for embeddings in (spec.encoder.embeddings[0], spec.decoder.embeddings):
        embeddings.weight = table
    spec.decoder.projection.weight, spec.decoder.projection.bias = table, _numbers(model.bias)
    _norm(spec.encoder.layer_norm, model.encoded)
    _norm(spec.decoder.layer_norm, model.decoded)
    for layer, (attention, feed) in zip(spec.encoder.layer, model.encoder, strict=True):
        _attention(layer.self_attention, attention)
        _feed(layer.ffn, feed)
    for layer, (attention, across, feed) in zip(spec.decoder.layer, model.decoder, strict=True):
        _attention(layer.self_attention, attention)
        _attention(layer.attention, across)
        _feed(layer.ffn, feed)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    return spec


def _attention(spec, attention: Attention) -> None:
    _norm(spec.layer_norm, attention.norm)
    for into, linear in zip(spec.linear, [*attention.asks, attention.says], strict=True):
        _linear(into, linear)


def _feed(spec, feed: FeedForward) -> None:
    _norm(spec.layer_norm, feed.norm)
    _linear(spec.linear_0, feed.widen)
    _linear(spec.linear_1, feed.narrow)


def _linear(spec, linear: nn.Linear) -> None:
    spec.weight, spec.bias = _numbers(linear.weight), _numbers(linear.bias)


def _norm(spec, norm: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = _numbers(norm.weight), _numbers(norm.bias)


def _numbers(weights: torch.Tensor) -> np.ndarray:
    return weights.detach().numpy()


def _package(model: Transformer, tokens, source: str, target: str, out: Path) -> Path:
    name = f"translate-{source}_{target}-{VERSION.replace('.', '_')}"
    pieces = [tokens.id_to_piece(number) for number in range(PIECES)]
    about = {
        "package_version": VERSION, "argos_version": "1.9",
        "from_code": source, "from_name": NAMES[source],
        "to_code": target, "to_name": NAMES[target],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, name)
        (folder / "model").mkdir(parents=True)
        spec = _spec(model, pieces)
        spec.validate()
        spec.optimize(quantization="int8")
        spec.save(str(folder / "model"))
        (folder / "sentencepiece.model").write_bytes(tokens.serialized_model_proto())
        (folder / "metadata.json").write_text(json.dumps(about, indent=1))
        readme = README.format(source=NAMES[source], target=NAMES[target])
        (folder / "README.md").write_text(readme)
        package = out / f"{name}.argosmodel"
        with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(temporary))
    return package


def _graded(package: Path, exam: list[tuple[str, str]]) -> float:
    """The share of sentences that come back word for word."""
    folder = Path(tempfile.mkdtemp())
    try:
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder)
        inside = folder / package.stem
        model = ctranslate2.Translator(str(inside / "model"))
        tokens = sentencepiece.SentencePieceProcessor(str(inside / "sentencepiece.model"))
        translations = model.translate_batch(
            [tokens.encode(text, out_type=str) for text, _ in exam], beam_size=4
        )
        came = [tokens.decode_pieces(one.hypotheses[0]) for one in translations]
        for text, wanted, got in [(*pair, got) for pair, got in zip(exam, came, strict=True)][:8]:
            print(f"  {text}  ->  {got}{'' if got == wanted else f'  (not {wanted})'}")
        return sum(got == wanted for got, (_, wanted) in zip(came, exam, strict=True)) / len(exam)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
