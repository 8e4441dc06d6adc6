"""What the product says no to: one class per reason, carrying the facts its sentence needs."""


class RefusalError(Exception):
    """A request that cannot be carried out as asked; nothing was changed.

    Subclasses carry plain values only. The Chinese sentence for each stands in ``bot/texts/refusals.py``.
    """
