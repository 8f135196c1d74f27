"""What may go wrong between the gateway and a house. Both say that nobody knows whether it happened."""

from __future__ import annotations

from souk.vocabulary.problems import BadRequest, Refused, Unavailable


class AnswerUnreadable(Unavailable):
    status = 502
    title = "What came back from this part of the shop could not be read"


class AnswerTooLate(Unavailable):
    status = 504
    title = "This part of the shop did not answer in time"


class AddressUnclear(BadRequest):
    """Two programs may read this path differently, so it is not carried on: empty or dot segments, hidden slashes."""

    title = "This address can be read in two ways"


class LengthRequired(Refused):
    """A large body must say its length beforehand."""

    status = 411
    title = "Say how long the body is"


class UploadTooSlow(Refused):
    status = 408
    title = "The body did not arrive in time"
