"""Where the demo shops can be visited, and where else they are found."""

from __future__ import annotations

from souk.contracts.shops.fronts import BranchDraft, OpeningHours, SocialLink

_WEEK = ("mon", "tue", "wed", "thu", "fri")


def _hours(week: str, saturday: str = "", sunday: str = "") -> list[OpeningHours]:
    """`09:00-17:00` for the working days, and what differs; a pause parts two stretches by a comma."""
    days = [*((day, week) for day in _WEEK), ("sat", saturday), ("sun", sunday)]
    return [
        OpeningHours(day=day, opens=stretch.split("-")[0], closes=stretch.split("-")[1])  # type: ignore[arg-type]
        for day, told in days
        for stretch in told.split(",")
        if stretch
    ]


def _branch(
    name: str, line1: str, postal_code: str, city: str, country: str, place: tuple[float, float], phone: str, about: str, hours: list[OpeningHours]
) -> BranchDraft:  # fmt: skip
    return BranchDraft(
        name=name,
        line1=line1,
        postal_code=postal_code,
        city=city,
        country=country,
        latitude=place[0],
        longitude=place[1],
        phone=phone,
        about=about,
        opening_hours=hours,
    )


#: Slug of the shop → its branches. Streets and positions are of the places, the doors are not.
BRANCHES: dict[str, list[BranchDraft]] = {
    "lantern-and-quill": [
        _branch("West Bow", "14 Victoria Street", "EH1 2HG", "Edinburgh", "GB", (55.948573, -3.193872), "+44 131 496 0171", "Two flights up, above the stationer. The cat is called Comma.", _hours("10:00-18:00", "09:30-18:00", "12:00-17:00")),
        _branch("Leith", "3 The Shore", "EH6 6QW", "Edinburgh", "GB", (55.975902, -3.169711), "+44 131 496 0188", "The press and its seconds shelf.", _hours("11:00-17:00", "11:00-16:00")),
    ],
    "harbour-street-books": [
        _branch("Cais", "Rua da Boavista 62", "1200-067", "Lisbon", "PT", (38.708641, -9.148702), "+351 21 193 0142", "Blue door between the tram stop and the river.", _hours("10:00-13:00,14:30-19:00", "10:00-14:00")),
    ],
    "the-paper-comet": [
        _branch("Patershol", "Oudburg 41", "9000", "Ghent", "BE", (51.058210, 3.725844), "+32 9 395 01 27", "Reading aloud on Saturdays at eleven; biscuits until they are gone.", _hours("12:00-18:00", "10:00-18:00")),
    ],
    "north-bench": [
        _branch("Haga", "Haga Nygata 12", "413 01", "Gothenburg", "SE", (57.698312, 11.956943), "+46 31 390 60 14", "Workbench in the window; come and look.", _hours("10:00-18:00", "11:00-15:00")),
        _branch("Hisingen workshop", "Lindholmsallén 9", "417 55", "Gothenburg", "SE", (57.706844, 11.938101), "+46 31 390 60 15", "Repairs only, by appointment.", _hours("08:00-16:00")),
    ],
    "second-shift": [
        _branch("Plagwitz", "Karl-Heine-Straße 58", "04229", "Leipzig", "DE", (51.332705, 12.333418), "+49 341 5550 143", "In the yard, second door. The loud room is upstairs.", _hours("14:00-22:00", "14:00-23:00")),
    ],
    "pocket-signal": [
        _branch("Telliskivi", "Telliskivi 60a", "10412", "Tallinn", "EE", (59.439421, 24.728617), "+372 555 0142", "Coffee next door while we move your old phone across.", _hours("10:00-19:00", "10:00-16:00")),
    ],
    "dial-and-co": [
        _branch("Cedofeita", "Rua de Cedofeita 210", "4050-174", "Porto", "PT", (41.152208, -8.618402), "+351 22 193 0186", "Bring it broken. We tell you honestly.", _hours("09:30-13:00,14:00-18:30", "09:30-13:00")),
    ],
    "field-and-thread": [
        _branch("Stokes Croft", "77 Stokes Croft", "BS1 3RD", "Bristol", "GB", (51.463317, -2.589860), "+44 117 496 0120", "Mending on Thursdays, free for our own.", _hours("10:00-18:00", "10:00-18:00", "11:00-16:00")),
    ],
    "marisol": [
        _branch("Russafa", "Carrer de Sueca 31", "46006", "Valencia", "ES", (39.461802, -0.373509), "+34 960 55 01 42", "The yard behind the market hall. Ring twice.", _hours("10:30-14:00,17:00-20:30", "10:30-14:30")),
    ],
    "kiln-and-wool": [
        _branch("Bryggen", "Strandgaten 18", "5013", "Bergen", "NO", (60.395116, 5.320982), "+47 55 55 01 42", "By the fish market, under the green awning. It will be raining.", _hours("10:00-18:00", "10:00-16:00")),
        _branch("The mill", "Arnavegen 3", "5261", "Bergen", "NO", (60.421604, 5.468190), "+47 55 55 01 43", "Seconds and cones of yarn, straight from the machines.", _hours("09:00-15:00")),
    ],
    "little-otter": [
        _branch("Nørrebro", "Jægersborggade 22", "2200", "Copenhagen", "DK", (55.693208, 12.545117), "+45 55 50 01 42", "Room for four prams. Swapping shelf by the door.", _hours("10:00-17:30", "10:00-15:00")),
    ],
    "solid-ground": [
        _branch("Old town", "Seilergasse 8", "6020", "Innsbruck", "AT", (47.268511, 11.392804), "+43 512 555 0142", "Shop in front, resoling at the back.", _hours("08:30-18:30", "08:30-17:00")),
        _branch("Valley station", "Höhenstraße 145", "6020", "Innsbruck", "AT", (47.285903, 11.398702), "+43 512 555 0143", "Open when the cable car is.", _hours("08:00-17:00", "08:00-17:00", "08:00-17:00")),
    ],
}  # fmt: skip

LINKS: dict[str, list[SocialLink]] = {
    "lantern-and-quill": [
        SocialLink(network="website", url="https://lantern-and-quill.example/"),
        SocialLink(network="bluesky", url="https://bsky.app/profile/lantern-and-quill.example"),
    ],
    "the-paper-comet": [
        SocialLink(network="youtube", url="https://www.youtube.com/@the-paper-comet-example")
    ],
    "second-shift": [SocialLink(network="youtube", url="https://www.youtube.com/@second-shift-example")],
    "marisol": [
        SocialLink(network="instagram", url="https://www.instagram.com/marisol.souk.example/"),
        SocialLink(network="pinterest", url="https://www.pinterest.com/marisol_souk_example/"),
    ],
    "kiln-and-wool": [
        SocialLink(network="website", url="https://kiln-and-wool.example/"),
        SocialLink(network="instagram", url="https://www.instagram.com/kilnandwool.souk.example/"),
    ],
    "solid-ground": [SocialLink(network="website", url="https://solid-ground.example/")],
}

#: Staff have seen who is behind them.
VERIFIED = ("lantern-and-quill", "north-bench", "field-and-thread", "kiln-and-wool", "solid-ground")

#: Whose pictures hang in a gallery.
PHOTOGRAPHED = ("lantern-and-quill", "second-shift", "marisol", "kiln-and-wool")
