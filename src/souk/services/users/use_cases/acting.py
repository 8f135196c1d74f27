"""Acting for somebody: a token of some minutes that says for whom it acts (`sub`) and who does it (`act`, RFC 8693).

It has the rights of the account and none of the staff's, cannot be refreshed, and is never given for an account that may do
anything as staff. What is done with it is in the audit trail. It ends by itself, with the session of who holds it, with
either account's block, and when its holder stops.
"""

from __future__ import annotations

from souk.contracts.users.calls import AccountBlocked, ActingToken, NotForStaff, UserNotFound
from souk.kernel import clock
from souk.kernel.access import identity, revocation
from souk.kernel.data.database import changes
from souk.kernel.ids import new_id
from souk.services.users.models import ActingPass
from souk.services.users.use_cases import accounts, roles
from souk.vocabulary.problems import Forbidden, invalid

#: A revoked token is remembered for as long as an access token lives: this is as much, and less than a quarter of an hour.
ACTING_SECONDS = revocation.ACCESS_SECONDS


def act(*, user_id: str, reason: str) -> ActingToken:
    """Raises UserNotFound, NotForStaff, AccountBlocked, Forbidden, Invalid."""
    who = identity.current()
    if not who.user_id or not who.may("act_on_behalf"):
        raise Forbidden("This needs the permission act_on_behalf.")
    if not reason.strip():
        raise invalid("/reason", "Say why: a call, a ticket, a visit.", "required")
    account = accounts.find(user_id)
    if user_id == who.user_id or roles.permissions_of(user_id):
        raise NotForStaff()
    if account.blocked_at is not None:
        raise AccountBlocked(account.blocked_why)
    shown, access_id = accounts.shown([account])[0], new_id("tok")
    with changes("users") as change:
        both = accounts.living().select_for_update().filter(user_id__in=[user_id, who.user_id])
        still_there = set(both.order_by("user_id").values_list("user_id", flat=True))
        if user_id not in still_there:
            raise UserNotFound()
        if who.user_id not in still_there:
            raise Forbidden("Your own account is gone; its token ends soon.")
        ActingPass.objects.create(
            access_id=access_id,
            actor_id=who.user_id,
            account=account,
            reason=reason.strip()[:200],
            issued_at=clock.now(),
            expires_at=clock.in_seconds(ACTING_SECONDS),
        )
        change.note("users.act", user_id, after={"reason": reason.strip()[:200]})
    token = identity.issue_access_token(
        user_id, list(shown.roles), access_id, ACTING_SECONDS, grants=who.grants, actor_id=who.user_id
    )
    return ActingToken(access_token=token, expires_in_seconds=ACTING_SECONDS, account=shown)
