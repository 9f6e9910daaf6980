"""Figures set in Markdown."""

from collections.abc import Iterable, Mapping, Sequence


def parts_table(parts: Mapping[str, float], unit: str) -> str:
    total = sum(parts.values())
    rows = [(name, f"{amount:.4f}") for name, amount in parts.items()]
    return table(("for", unit), [*rows, ("**together**", f"**{total:.4f}**")])


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first column is words, the others are figures."""
    lines = [names, ("---", *("---:" for _ in names[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def dollars(amount: float) -> str:
    return f"${amount:.2f}" if amount >= 1 else f"${amount:.3f}"


def price(amount: float) -> str:
    return f"{amount:g}"
