"""Users for programs: `entry` (in and out), `me` (one's own account), `staff` (everybody's)."""

from souk.services.users.api import entry, me, staff
from souk.services.users.api.door import api

__all__ = ["api", "entry", "me", "staff"]
