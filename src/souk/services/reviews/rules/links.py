"""Links and addresses in what people write, also in the disguises that get past a first look. A missing blank after a full stop, a
size, a version or an abbreviation is none: what is taken for a link waits for a person, so the line is drawn where that is rare."""

from __future__ import annotations

import re
import unicodedata

#: Endings that are no words people write, so that a name before them is an address by itself.
_PLAIN = (
    "com|net|org|info|biz|io|shop|store|online|xyz|site|icu|app|dev|club|vip|buzz|click|website"
    "|tk|ml|gq|cf|ga|ru|cn|uk|ly|gg|gl|cc|ws|pw|su|vn|kr|jp|hk|tw|pl|cz|ro|bg|gr|dk|ua|kz|ir|ng"
)
#: Words as well: only with a path behind them, or when somebody is told to go there.
_WORDY = "top|link|live|fun|win|pro|work|life|world|space|today|tech|cloud|page|blog|news|[a-z]{2}"
_NAME = r"\b(?=[\w-]*[^\W\d_])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}"

_LINK = re.compile(
    "|".join(
        (
            r"(?:https?|hxxps?|ftp)\s*:\s*/\s*/",
            r"\bwww\s*\.\s*\w",
            r"\bxn--[\w-]",
            r"\b[\w-]{2,}\s?\.\s?(?:com|net|org)\b(?!\.\w)",
            rf"\b(?=[\w-]*[^\W\d_])[\w-]{{2,63}}(?:\.[\w-]{{1,63}}){{0,4}}\.(?-i:{_PLAIN}|рф)\b(?!\.\w)",
            rf"{_NAME}\.(?-i:{_PLAIN}|{_WORDY})/[\w?#~@]",
            rf"\b(?:visit|visite[zr]?|visita|besuch\w*|check out|website)\s*:?\s+{_NAME}\.(?-i:{_PLAIN}|{_WORDY})\b(?!\.\w)",
            r"\w\s?[\[({]\s?\.\s?[\])}]\s?\w",
            rf"\w\s?[\[({{]\s?(?:dot|punkt|punto|point)\s?[\])}}]\s?(?:{_PLAIN}|[a-z]{{2}})\b",
            r"\w\s+dot\s+(?:com|net|org|info|biz|xyz|shop)\b",
            r"\b\d{1,3}(?:\.\d{1,3}){3}(?:/|:\d)",
            r"\b[\w.+-]{1,64}\s?(?:@|[\[(]at[\])])\s?[\w-]{1,63}\.\w{2,}",
        )
    ),
    re.IGNORECASE,
)


def has_link(text: str) -> bool:
    """Letters drawn wide, and marks that nobody sees, are seen through."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text) if not _is_unseen(letter))
    return _LINK.search(plain) is not None


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf"
