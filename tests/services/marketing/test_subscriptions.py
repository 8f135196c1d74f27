"""The newsletter: nobody gets it who did not ask from their own mailbox, and one click ends it."""

from __future__ import annotations

import orjson
import pytest

from souk.contracts.marketing.calls import SubscriptionTokenInvalid
from souk.contracts.users.events import UserCreated, UserErased, UserVerified
from souk.kernel import clock
from souk.kernel.events.inbox import Envelope, receive
from souk.services.marketing import jobs
from souk.services.marketing.models import Redemption, Subscriber, SubscriberToken
from souk.vocabulary.money import Money
from souk.vocabulary.problems import Invalid

ADA = "ada@mail.example"


@pytest.fixture
def letters(said):
    def of(letter: str) -> list[str]:
        return [e["token"] for e in said("subscriber.letter.requested") if e["letter"] == letter]

    return of


def hear(*events) -> None:
    envelopes = []
    for event in events:
        body = {
            "id": f"evt_{event.name}_{event.user_id}", "type": event.wire_type(), "source": "/souk/users",
            "subject": event.subject, "data": event.model_dump(mode="json"),
        }  # fmt: skip
        envelopes.append(Envelope(orjson.dumps(body).decode()))
    receive("marketing", envelopes)


def status(email: str = ADA) -> str:
    return Subscriber.objects.get(email=email).status


def test_a_subscription_begins_with_a_letter_and_ends_with_a_click(marketing, letters):
    marketing.subscribe(email=" Ada@Mail.example ", source="footer")
    assert status() == "pending"
    (confirm,) = letters("confirm_subscription")
    marketing.confirm_subscription(token=confirm)
    marketing.confirm_subscription(token=confirm)
    assert status() == "confirmed"
    (end,) = letters("welcome_subscriber")
    for _ in range(2):
        marketing.unsubscribe(token=end)
    assert status() == "ended"


def test_only_hashes_of_tokens_are_kept(marketing, letters):
    marketing.subscribe(email=ADA, source="page")
    (token,) = letters("confirm_subscription")
    assert token not in str(list(SubscriberToken.objects.values()))


def test_a_mailbox_is_not_flooded(marketing, letters):
    for _ in range(5):
        marketing.subscribe(email=ADA, source="footer")
    assert len(letters("confirm_subscription")) == 1
    with clock.shifted(601):
        marketing.subscribe(email=ADA, source="footer")
        assert len(letters("confirm_subscription")) == 2
    assert Subscriber.objects.count() == 1


def test_who_has_the_newsletter_gets_no_letter_about_it(marketing, letters):
    marketing.subscribe(email=ADA, source="footer")
    marketing.confirm_subscription(token=letters("confirm_subscription")[0])
    with clock.shifted(3600):
        assert marketing.subscribe(email=ADA, source="footer") is None
    assert len(letters("confirm_subscription")) == 1
    assert status() == "confirmed"


def test_who_left_may_come_back_but_not_by_an_old_letter(marketing, letters):
    marketing.subscribe(email=ADA, source="footer")
    with clock.shifted(700):
        marketing.subscribe(email=ADA, source="footer")
    used, unused = letters("confirm_subscription")
    marketing.confirm_subscription(token=used)
    marketing.unsubscribe(token=letters("welcome_subscriber")[0])
    marketing.confirm_subscription(token=used)
    with clock.shifted(1), pytest.raises(SubscriptionTokenInvalid):
        marketing.confirm_subscription(token=unused)
    assert status() == "ended"
    marketing.subscribe(email=ADA, source="footer")
    marketing.confirm_subscription(token=letters("confirm_subscription")[-1])
    assert status() == "confirmed"


def test_a_letter_is_good_for_a_week(marketing, letters):
    marketing.subscribe(email=ADA, source="footer")
    token = letters("confirm_subscription")[0]
    with clock.shifted(8 * 86_400), pytest.raises(SubscriptionTokenInvalid):
        marketing.confirm_subscription(token=token)
    assert status() == "pending"
    with clock.shifted(9 * 86_400):
        jobs.forget_tokens()
    assert not SubscriberToken.objects.exists()


@pytest.mark.parametrize("token", ["", "made up", "x" * 5000, "\x00", "\ud800"])
def test_a_token_of_nobodys_letter_does_nothing(marketing, letters, token):
    marketing.subscribe(email=ADA, source="footer")
    for use in (marketing.confirm_subscription, marketing.unsubscribe):
        with pytest.raises(SubscriptionTokenInvalid):
            use(token=token)
    assert status() == "pending"


def test_the_token_that_ends_does_not_confirm(marketing, letters):
    marketing.subscribe(email=ADA, source="footer")
    marketing.confirm_subscription(token=letters("confirm_subscription")[0])
    end = letters("welcome_subscriber")[0]
    marketing.unsubscribe(token=end)
    with pytest.raises(SubscriptionTokenInvalid):
        marketing.confirm_subscription(token=end)


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "@mail.example", "a b@mail.example", "ada@mail", "a@b@c.example", "x" * 250 + "@a.example", "ada@mail.example\nbcc: eve@mail.example"]
)  # fmt: skip
def test_what_is_no_address_is_refused(marketing, email):
    with pytest.raises(Invalid):
        marketing.subscribe(email=email, source="footer")
    assert not Subscriber.objects.exists()


def test_a_wish_at_signup_counts_once_the_account_is_confirmed(marketing, letters):
    hear(UserCreated(user_id="usr_ada", email="Ada@mail.example", full_name="Ada", wants_newsletter=True))
    assert status() == "pending"
    assert letters("confirm_subscription") == []
    hear(UserVerified(user_id="usr_ada", email="Ada@mail.example"))
    assert status() == "confirmed"
    assert len(letters("welcome_subscriber")) == 1


def test_an_account_does_not_confirm_what_somebody_else_typed_into_a_form(marketing, letters):
    marketing.subscribe(email=ADA, source="footer")
    hear(
        UserCreated(user_id="usr_ada", email=ADA, full_name="Ada", wants_newsletter=False),
        UserVerified(user_id="usr_ada", email=ADA),
    )
    assert status() == "pending"
    assert letters("welcome_subscriber") == []


def test_who_is_erased_leaves_no_address_and_coupons_keep_their_count(marketing, letters, coupon):
    coupon("TEN", percent=10)
    marketing.redeem(key="k", code="TEN", subtotal=Money.of(1000), customer="usr_ada")
    hear(UserCreated(user_id="usr_ada", email=ADA, full_name="Ada", wants_newsletter=True))
    hear(UserErased(user_id="usr_ada"))
    assert not Subscriber.objects.exists()
    assert not SubscriberToken.objects.exists()
    assert [row.customer for row in Redemption.objects.all()] == ["erased"]


def test_over_rest(client, letters):
    def post(path: str, body: dict) -> int:
        return client.post(f"/api/marketing/{path}", body, "application/json").status_code

    assert post("subscriptions", {"email": ADA}) == 202
    assert post("subscriptions", {"email": ADA}) == 202
    assert post("subscriptions", {"email": "no address"}) == 422
    assert post("subscriptions", {"email": ADA, "status": "confirmed"}) == 422
    assert post("subscriptions/confirm", {"token": "made up"}) == 400
    assert post("subscriptions/confirm", {"token": letters("confirm_subscription")[0]}) == 204
    end = letters("welcome_subscriber")[0]
    assert client.get(f"/api/marketing/unsubscribe/{end}").status_code == 405
    assert status() == "confirmed"
    assert (
        client.post(f"/api/marketing/unsubscribe/{end}", {"List-Unsubscribe": "One-Click"}).status_code == 204
    )
    assert status() == "ended"
    assert post("unsubscribe", {"token": end}) == 204
    assert post("unsubscribe", {"token": "made up"}) == 400
