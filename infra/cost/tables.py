"""Markdown tables of figures."""

from collections.abc import Iterable, Mapping, Sequence


def parts_table(parts: Mapping[str, float], unit: str) -> str:
    total = sum(parts.values())
    rows = [(name, f"{amount:.4f}") for name, amount in parts.items()]
    return table(("item", unit), [*rows, ("**total**", f"**{total:.4f}**")])


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text; the other columns are figures, aligned right."""
    lines = [names, ("---", *("---:" for _ in names[1:])), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def dollars(amount: float) -> str:
    return f"${amount:.2f}" if amount >= 1 else f"${amount:.3f}"


def price(amount: float) -> str:
    return f"{amount:g}"
