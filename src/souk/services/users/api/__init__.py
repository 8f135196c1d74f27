"""Users for programs: `entry` (in and out), `me` (one's own account), `staff` (everybody's), `roles`."""

from souk.services.users.api import entry, me, roles, staff
from souk.services.users.api.door import api

__all__ = ["api", "entry", "me", "roles", "staff"]
