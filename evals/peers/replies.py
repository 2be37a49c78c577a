"""The labelled replies that all tools judge."""

from evals import dataset
from evals.dataset import Item
from kotae.conversation import Locale


def labelled(locale: Locale) -> list[Item]:
    """Return the items of all datasets in ``locale``, each reply once."""
    items = (item for name in dataset.names() for item in dataset.load(name).items)
    return list({item.candidate: item for item in items if item.conversation.locale is locale}.values())
