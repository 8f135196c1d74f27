"""What search says."""

from souk.vocabulary.events import Event


class SearchPerformed(Event):
    name = "search.performed"
    about = "text"
    text: str
    matches: int
