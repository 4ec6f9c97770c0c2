"""An ad from its picture to its end, on its way through the tenant's desk, whenever advertising dies."""

import uuid

import pytest

from conftest import Shop
from desk import Desk
from elsewhere import another_tenant
from place import Place, eventually
from test_ad_packages import Advertiser
from test_becoming import dying, rows
from test_files import Office, encoded, noise
from test_partners import refused
from test_step_deaths import PATIENCE, dies, told

pytestmark = pytest.mark.limit(400, setup=120)
DEATHS = [f"commit.{side}:{number}" for number in range(1, 8) for side in ("before", "after")]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = Place(tmp_path_factory.mktemp("ads"))
    place.start()
    yield place
    place.stop()


class Studio(Office):
    """A partner's owner, who uploads what its ads show."""

    NAMES = {"BeginUpload": "BeginAdUpload", "UploadChunk": "SendAdChunk", "UploadStatus": "AdUploadStatus",
             "FinishUpload": "FinishAdUpload", "ReadFile": "ReadAdFile"}

    def __init__(self, place, shop):
        super().__init__(place, shop)
        self.advertising = place.session("advertising")
        self.advertising.seen |= shop.identity.seen

    def call(self, method, timeout=60, **body):
        return self.advertising.call(f"advertising.v1/{self.NAMES[method]}", body, route=self.id,
                                     token=self.shop.tokens["accessToken"], timeout=timeout)


class Reviewer(Desk):
    """The tenant's owner, who looks at what partners would show."""

    def waiting(self):
        """The ads on the desk, by their requests."""
        return {one["id"]: one for one in self.call("ListPendingRequests", desk="others", kind="ad")["items"]}

    def look(self, partner, file, **question):
        advertising = self.place.session("advertising")
        advertising.seen |= self.identity.seen
        return advertising.call("advertising.v1/ReadAdFile", {"fileId": file, **question}, route=partner,
                                token=self.token)["part"]


def words(text):
    return {"name": "Coffee", "format": "text", "text": text, "action": "Book",
            "target": "https://cafe.example/book"}


def picture(file, **more):
    return {"name": "Cup", "format": "picture", "headline": "Come in", "pictureId": file["fileId"], **more}


def becomes(advertiser, ad, status):
    def seen():
        now = advertiser.ask("GetAd", adId=ad["id"])
        return now if now["status"] == status else None

    return eventually(seen)


def step(advertiser, method, ad):
    return advertiser.ask(method, adId=ad["id"], version=ad["version"])


def test_a_picture_is_uploaded_shown_to_the_tenant_and_approved(place):
    desk, shop = Reviewer(place, PATIENCE), Shop(place)
    studio, advertiser = Studio(place, shop), Advertiser(place, shop)
    content = encoded(noise(400, 300), "PNG")
    file = studio.upload(content, "png")
    assert (file["width"], file["height"]) == (400, 300) and studio.read(file) == content
    draft = advertiser.ask("CreateAd", terms=picture(file))
    # Nobody but the partner sees what it has not shown.
    assert refused(place, desk.look, shop.id, file["fileId"], variant="small") == "notFound"
    asked = step(advertiser, "SubmitAd", draft)
    (request, ad) = asked["requestId"], asked["id"]
    eventually(lambda: request in desk.waiting())
    preview = desk.waiting()[request]["preview"]
    assert preview["content"] == "Come in" and preview["pictureIds"] == [file["fileId"]]
    assert desk.look(shop.id, file["fileId"], variant="small")[:4] == b"RIFF"
    desk.approve(request)
    approved = becomes(advertiser, asked, "approved")
    assert [one["id"] for one in advertiser.ask("ListAds", status="approved")["items"]] == [ad]
    ended = step(advertiser, "ArchiveAd", approved)
    assert ended["status"] == "archived" and "pictureId" not in ended["terms"]
    assert refused(place, desk.look, shop.id, file["fileId"], variant="small") == "notFound"


def test_what_is_no_picture_to_show_is_not_taken(place):
    shop = Shop(place)
    studio, advertiser = Studio(place, shop), Advertiser(place, shop)
    small = studio.upload(encoded(noise(99, 300), "PNG"), "png")
    assert refused(place, advertiser.ask, "CreateAd", terms=picture(small)) == "invalid"
    for size, kind in ((1000, "pdf"), ((5 << 20) + 1, "png"), ((128 << 20) + 1, "mp4")):
        assert refused(place, studio.call, "BeginUpload", size=size, type=kind, sha256=bytes(32)) == "invalid"
    studio.refused(b"<svg onload='alert(1)'/>" * 100, "png")
    for target in "javascript:alert(1)", "https://ana:secret@cafe.example", "ftp://cafe.example":
        terms = words("Coffee.") | {"target": target}
        assert refused(place, advertiser.ask, "CreateAd", terms=terms) == "invalid"
    assert advertiser.ask("ListAds")["items"] == []


def test_another_partners_and_another_tenants_ads_are_not_there(place):
    desk, shop, bank = Reviewer(place, PATIENCE), Shop(place), another_tenant(place)
    studio, advertiser = Studio(place, shop), Advertiser(place, shop)
    file = studio.upload(encoded(noise(200, 200, seed=2), "PNG"), "png")
    ad = step(advertiser, "SubmitAd", advertiser.ask("CreateAd", terms=picture(file)))
    eventually(lambda: ad["requestId"] in desk.waiting())
    strangers = [(somewhere, Shop(somewhere)) for somewhere in (place, bank)]
    for somewhere, other in strangers:
        stranger, theirs = Advertiser(somewhere, other), Studio(somewhere, other)
        for id in ad["id"], uuid.uuid4():
            assert refused(place, stranger.ask, "GetAd", adId=id) == "notFound"
            for method in "SubmitAd", "WithdrawAd", "ArchiveAd":
                assert refused(place, stranger.ask, method, adId=id, version=ad["version"]) == "notFound"
            assert refused(place, stranger.ask, "EditAd", adId=id, version=ad["version"],
                           terms=words("Mine.")) == "notFound"
        assert stranger.ask("ListAds")["items"] == []
        assert refused(place, theirs.read, file) == "notFound"
        assert refused(place, stranger.ask, "CreateAd", terms=picture(file)) == "invalid"
        # Nor by the name of whose it is.
        stranger.id = shop.id
        assert refused(place, stranger.ask, "GetAd", adId=ad["id"]) == "notFound"
    foreign = Reviewer(bank, PATIENCE)
    assert refused(place, foreign.look, shop.id, file["fileId"], variant="small") == "notFound"
    assert foreign.waiting() == {}
    assert refused(place, foreign.approve, ad["requestId"]) == "notFound"
    assert advertiser.ask("GetAd", adId=ad["id"]) == ad


def test_what_is_approved_is_what_was_seen_whenever_advertising_dies(place):
    desk, shop = Reviewer(place, PATIENCE), Shop(place)
    advertiser = Advertiser(place, shop)
    ad = step(advertiser, "SubmitAd", advertiser.ask("CreateAd", terms=words("Coffee.")))
    first = ad["requestId"]
    eventually(lambda: first in desk.waiting())
    assert desk.waiting()[first]["preview"]["content"] == "Coffee.\nBook\nhttps://cafe.example/book"
    desk.call("RejectRequest", requestId=first, reason="No coffee in December.")
    rejected = becomes(advertiser, ad, "rejected")
    assert rejected["reason"] == "No coffee in December."

    draft = advertiser.ask("EditAd", adId=ad["id"], version=rejected["version"], terms=words("Tea."))
    ad = step(advertiser, "SubmitAd", draft)
    eventually(lambda: ad["requestId"] in desk.waiting())
    place.kill("advertising")
    desk.approve(ad["requestId"])
    dies(place, "advertising", "commit.before:1", "commit.after:1", "commit.before:2", "commit.after:2")
    advertiser = Advertiser(place, shop)
    approved = becomes(advertiser, ad, "approved")
    assert approved["terms"]["text"] == "Tea."
    changed = advertiser.ask("EditAd", adId=ad["id"], version=approved["version"], terms=words("Milk."))
    assert changed["status"] == "inReview" and changed["requestId"] != ad["requestId"]
    assert rows(place, "advertising", "SELECT name, subject FROM parked") == []


def test_what_is_withdrawn_leaves_the_desk(place):
    desk, advertiser = Reviewer(place, PATIENCE), Advertiser(place, Shop(place))
    ad = step(advertiser, "SubmitAd", advertiser.ask("CreateAd", terms=words("Cake.")))
    eventually(lambda: ad["requestId"] in desk.waiting())
    draft = step(advertiser, "WithdrawAd", ad)
    assert draft["status"] == "draft"
    eventually(lambda: ad["requestId"] not in desk.waiting())
    assert refused(place, desk.approve, ad["requestId"]) == "alreadyDecided"
    archived = step(advertiser, "ArchiveAd", draft)
    assert archived["status"] == "archived"
    assert rows(place, "partners", "SELECT name, subject FROM parked") == []


@pytest.mark.parametrize("fault", DEATHS)
def test_steps_end_the_same_whichever_commit_advertising_dies_at(place, fault):
    shop = Shop(place)
    studio, advertiser = Studio(place, shop), Advertiser(place, shop)
    content = encoded(noise(120, 100, seed=DEATHS.index(fault)), "PNG")
    requests = []
    with dying(place, "advertising", fault) as process:
        file = studio.upload(content, "png")
        ad = advertiser.ask("CreateAd", terms=picture(file))
        for way in ("SubmitAd", "WithdrawAd"), ("SubmitAd", "ArchiveAd"):
            for method in way:
                ad = step(advertiser, method, ad)
            requests.append(ad["requestId"])
        assert process.poll() is not None, "it has not died"
    assert ad["version"] == 5 and ad["status"] == "archived"
    assert advertiser.ask("GetAd", adId=ad["id"]) == ad
    assert [one["id"] for one in advertiser.ask("ListAds")["items"]] == [ad["id"]]
    assert told(place, "advertising", "AdChanged", ad["id"]) == 5
    for request in requests:
        assert told(place, "advertising", "ApprovalWanted", request) == 1
        assert told(place, "advertising", "ApprovalWithdrawn", request) == 1
    eventually(lambda: [(one["id"], one["status"]) for one in advertiser.call("ListOwnRequests")["items"]]
               == [(request, "cancelled") for request in reversed(requests)])
    assert rows(place, "advertising", "SELECT * FROM file_claims WHERE file = ?", file["fileId"].bytes) == []
    for service in "advertising", "partners":
        assert rows(place, service, "SELECT name, subject FROM parked") == []
