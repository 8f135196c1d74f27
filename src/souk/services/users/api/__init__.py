"""Users for programs: `entry` (in and out), `me` (one's own account), `staff` (everybody's), `roles`, `trail`."""

from souk.services.users.api import entry, me, roles, staff, trail
from souk.services.users.api.door import api

__all__ = ["api", "entry", "me", "roles", "staff", "trail"]
