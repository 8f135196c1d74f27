"""Reviews for programs: what is answered, to whom, and what is refused."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from souk.kernel.models import TrailRow
from souk.kernel.settings import settings as process_settings
from souk.services.reviews.models import Review
from tests.services.reviews.conftest import COAT, OWNER


@pytest.fixture
def post(client, signed_in):
    def sent(path, body=None, user_id=None, roles=None, **more):
        headers = (signed_in(user_id, roles) if user_id else {}) | more.pop("headers", {})
        return client.post(
            f"/api{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )

    return sent


def picture(colour="red", size=(40, 30)):
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    content.seek(0)
    content.name = "coat.png"
    return content


def test_a_product_is_reviewed_and_read(client, post, ryan):
    answer = post(
        "/products/coat/reviews", {"stars": 4, "title": "Good", "text": "<script>alert(1)</script>"}, ryan
    )
    assert answer.status_code == 201, answer.content
    body = client.get("/api/products/coat/reviews?sort=helpful&stars=4&verified=false").json()
    assert body["rating"] == {
        "average": "4.0", "average_hundredths": 400, "count": 1, "histogram": [0, 0, 0, 1, 0],
    }  # fmt: skip
    (item,) = body["items"]
    assert item["text"] == "<script>alert(1)</script>", "text is text; who shows it escapes it"
    assert (item["author"], item["reason"], item["flags"]) == ("Ryan M", "", 0)
    assert "user_id" not in json.dumps(body)
    assert client.get(f"/api/reviews/{item['review_id']}").json()["review_id"] == item["review_id"]


@pytest.mark.parametrize("stars", [0, 6, 1.5, "5", None, True, -1])
def test_stars_are_from_one_to_five(post, ryan, stars):
    answer = post("/products/coat/reviews", {"stars": stars, "text": "Warm."}, ryan)
    assert answer.status_code in (400, 422)
    assert "stars" in json.dumps(answer.json()["errors"])
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"stars": 5, "text": "x" * 4001},
        {"stars": 5, "title": "x" * 121},
        {"stars": 5, "is_verified": True},
        {"text": "no stars"},
        [],
    ],
)
def test_what_does_not_fit_is_refused_with_its_name(post, ryan, body):
    answer = post("/products/coat/reviews", body, ryan)
    assert answer.status_code in (400, 422)
    assert not Review.objects.exists()


def test_who_is_not_signed_in_reads_only(client, post, ryan, write):
    review_id = write(ryan).review_id
    for path, body in (
        ("/products/coat/reviews", {"stars": 5}),
        (f"/reviews/{review_id}/votes", {"is_helpful": True}),
        (f"/reviews/{review_id}/flags", {"reason": "spam"}),
        ("/products/coat/comments", {"text": "Hello?"}),
    ):
        assert post(path, body).status_code == 401
    assert client.delete(f"/api/reviews/{review_id}").status_code == 401
    assert client.get("/api/reviews/mine").status_code == 401


def test_unknown_things_are_not_found(client, post, ryan):
    assert client.get("/api/products/nothing/reviews").status_code == 404
    assert client.get("/api/shops/nothing/reviews").status_code == 404
    assert client.get("/api/products/nothing/comments").status_code == 404
    assert client.get("/api/reviews/rev_nothing").status_code == 404
    assert post("/reviews/rev_nothing/votes", {"is_helpful": True}, ryan).status_code == 404
    assert client.get("/api/products/coat/reviews?sort=oldest").status_code in (400, 422)
    assert client.get("/api/products/coat/reviews?colour=red").status_code == 400
    assert client.get("/api/products/coat/reviews?cursor=x").status_code == 400


def test_votes_and_flags(post, write, ryan, ada):
    review_id = write(ryan).review_id
    assert post(f"/reviews/{review_id}/votes", {"is_helpful": True}, ada).json()["helpful"] == 1
    assert post(f"/reviews/{review_id}/votes", {"is_helpful": None}, ada).json()["helpful"] == 0
    assert post(f"/reviews/{review_id}/votes", {"is_helpful": True}, ryan).status_code == 403
    assert post(f"/reviews/{review_id}/votes", {}, ada).status_code in (400, 422)
    assert post(f"/reviews/{review_id}/flags", {"reason": "spam"}, ada).status_code == 204
    assert post(f"/reviews/{review_id}/flags", {"reason": "because"}, ada).status_code in (400, 422)


def test_moderation_is_for_staff(client, post, signed_in, write, ryan, ada):
    review_id = write(ryan, 2, "www.example.com").review_id
    assert client.get("/api/reviews/moderation", headers=signed_in(ada)).status_code == 403
    assert post(f"/reviews/{review_id}/approvals", {}, ryan).status_code == 403
    staff = signed_in("usr_staff", ["staff"])
    assert client.get("/api/reviews/moderation/waiting", headers=staff).json() == {"count": 1}
    (waits,) = client.get("/api/reviews/moderation?what=review", headers=staff).json()["items"]
    assert waits["review"]["holds"] == ["link"]
    assert post(f"/reviews/{review_id}/rejections", {}, "usr_staff", ["staff"]).status_code in (400, 422)
    answer = post(f"/reviews/{review_id}/rejections", {"reason": "A link."}, "usr_staff", ["staff"])
    assert answer.status_code == 204
    assert client.get("/api/reviews/mine", headers=signed_in(ryan)).json()["items"][0]["reason"] == "A link."
    assert post(f"/reviews/{review_id}/approvals", {}, "usr_staff", ["staff"]).status_code == 204
    assert client.get("/api/products/coat/reviews").json()["items"][0]["review_id"] == review_id


def test_what_a_moderator_decided_is_in_the_audit_trail_with_what_was_before(post, write, ryan):
    review_id = write(ryan, 2, "Look at www.example.com").review_id
    for _ in range(2):
        post(f"/reviews/{review_id}/rejections", {"reason": "A link."}, "usr_staff", ["staff"])
    post(f"/reviews/{review_id}/approvals", {}, "usr_staff", ["staff"])
    rows = TrailRow.objects.using("reviews").filter(kind="done").order_by("entry_id")
    assert [(row.deed, row.subject, json.loads(row.before), json.loads(row.after)) for row in rows] == [
        ("reviews.hidden", review_id, {"status": "held", "flags": 0}, {"status": "hidden", "reason": "A link."}),
        ("reviews.published", review_id, {"status": "hidden", "flags": 0}, {"status": "published"}),
    ]  # fmt: skip


def test_the_owner_answers(client, post, signed_in, write, ryan, ada):
    review_id = write(ryan).review_id
    assert post(f"/reviews/{review_id}/answer", {"text": "Thanks."}, ada, ["shop_owner"]).status_code == 404
    assert (
        post(f"/reviews/{review_id}/answer", {"text": "Thanks."}, OWNER).json()["answer"]["by"]
        == "Kiln & Wool"
    )
    assert client.delete(f"/api/reviews/{review_id}/answer", headers=signed_in(OWNER)).status_code == 204
    assert client.get(f"/api/reviews/{review_id}").json()["answer"] is None


def test_a_comment_is_sent_once_for_its_key(client, post, signed_in, ryan, ada):
    for _ in range(2):
        asked = post(
            "/products/coat/comments", {"text": "Is it lined?"}, ryan, headers={"Idempotency-Key": "k"}
        )
        assert asked.status_code == 201, asked.content
    assert post("/products/coat/comments", {"text": "No key"}, ryan).status_code == 400
    (item,) = client.get("/api/products/coat/comments").json()["items"]
    path = f"/api/comments/{item['comment_id']}"
    body = json.dumps({"text": "Is it lined with wool?"})
    for person, status in ((ada, 404), (ryan, 200)):
        answer = client.patch(path, body, content_type="application/json", headers=signed_in(person))
        assert answer.status_code == status
    assert post(f"/comments/{item['comment_id']}/answer", {"text": "Yes."}, OWNER).status_code == 204
    assert client.delete(path, headers=signed_in(ada)).status_code == 404
    assert client.delete(path, headers=signed_in(ryan)).status_code == 204
    assert client.get("/api/products/coat/comments").json()["items"] == []


def test_pictures_are_encoded_anew_and_belong_to_their_review(client, signed_in, write, ryan, ada):
    review_id = write(ryan).review_id
    path = f"/api/reviews/{review_id}/pictures"
    assert client.post(path, {"picture": picture()}, headers=signed_in(ada)).status_code == 404
    first = client.post(path, {"picture": picture()}, headers=signed_in(ryan))
    assert first.status_code == 201, first.content
    again = client.post(path, {"picture": picture()}, headers=signed_in(ryan)).json()
    assert len(again["pictures"]) == 1, "the same picture is there once"
    url = again["pictures"][0]["url"]
    assert url.startswith(f"/media/reviews/{review_id}/")
    stored = process_settings().media_folder / url.removeprefix("/media/")
    assert stored.exists()
    for colour in ("blue", "green", "white"):
        assert client.post(path, {"picture": picture(colour)}, headers=signed_in(ryan)).status_code == 201
    assert client.post(path, {"picture": picture("pink")}, headers=signed_in(ryan)).status_code == 409
    left = client.delete(f"{path}?url={url}", headers=signed_in(ryan)).json()["pictures"]
    assert len(left) == 3
    assert not stored.exists()
    client.delete(f"/api/reviews/{review_id}", headers=signed_in(ryan))
    assert not list((process_settings().media_folder / "reviews" / review_id).rglob("*.webp"))


def test_what_is_no_picture_is_refused(client, signed_in, write, ryan):
    path = f"/api/reviews/{write(ryan).review_id}/pictures"
    for content in (b"", b"<svg onload=alert(1)>", b"GIF89a"):
        upload = io.BytesIO(content)
        upload.name = "coat.png"
        answer = client.post(path, {"picture": upload}, headers=signed_in(ryan))
        assert answer.status_code in (400, 422), answer.content
    assert Review.objects.get().pictures == []


def test_the_rating_is_of_the_product_whatever_is_filtered(client, write, ryan, ada):
    write(ryan, 5)
    write(ada, 1)
    body = client.get(f"/api/products/{COAT}/reviews?stars=5").json()
    assert (len(body["items"]), body["rating"]["count"]) == (1, 2)
