"""What users says."""

from datetime import datetime
from typing import Literal

from souk.vocabulary.events import Event


class UserCreated(Event):
    name = "user.created"
    about = "user_id"
    user_id: str
    email: str
    full_name: str
    wants_newsletter: bool = False


class UserVerified(Event):
    name = "user.verified"
    about = "user_id"
    user_id: str
    email: str


class UserUpdated(Event):
    """Somebody is called differently. `revision` grows with every change: an older one that comes late is not news."""

    name = "user.updated"
    about = "user_id"
    user_id: str
    full_name: str
    revision: int


class UserErased(Event):
    name = "user.erased"
    about = "user_id"
    user_id: str


class UserLetterRequested(Event):
    """A letter with a one-time token must reach its reader. Confidential: the token opens the account until `expires_at`."""

    name = "user.letter.requested"
    about = "user_id"
    user_id: str
    email: str
    full_name: str
    letter: Literal["verify_email", "reset_password", "unlock_account"]
    token: str
    expires_at: datetime
