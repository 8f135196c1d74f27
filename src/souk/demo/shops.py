"""The shops of the street."""

from souk.demo.goods import Shop

SHOPS: tuple[Shop, ...] = (
    Shop(
        "lantern-and-quill",
        "Lantern & Quill",
        "Novels, set in type you can read at night",
        "Three booksellers and a small press above a stationer's. We print the novels we keep being asked for, in sewn "
        "bindings, and sell nothing that one of us has not finished.",
        "Edinburgh",
        "GB",
        "Isla Menzies",
        "#2f4f3f",
    ),
    Shop(
        "harbour-street-books",
        "Harbour Street Books",
        "True things, well bound",
        "Philosophy, history, science and journeys, from a shop with salt on its windows. Our press adds maps, indexes and "
        "notes where they help, and leaves them out where they do not.",
        "Lisbon",
        "PT",
        "Duarte Leitão",
        "#2d5d78",
    ),
    Shop(
        "the-paper-comet",
        "The Paper Comet",
        "Stories for children, stargazers and the stage",
        "Adventures, first science fiction, plays and poems for anyone who reads under the blanket. Saturdays at eleven somebody "
        "reads aloud and there are biscuits.",
        "Ghent",
        "BE",
        "Marieke Claes",
        "#5f3350",
    ),
    Shop(
        "north-bench",
        "North Bench Computers",
        "Laptops we would lend our mother",
        "We open every machine before we sell it and keep the spare parts for six years. Setting up, moving your files and a "
        "first lesson are included.",
        "Gothenburg",
        "SE",
        "Elsa Lindqvist",
        "#34476e",
    ),
    Shop(
        "second-shift",
        "Second Shift",
        "Workstations by day, games by night",
        "Fast machines for people who build things and people who play things; very often the same people. Each one runs "
        "twelve hours on our bench before it leaves.",
        "Leipzig",
        "DE",
        "Jonas Brandt",
        "#1f2023",
    ),
    Shop(
        "pocket-signal",
        "Pocket Signal",
        "Phones, chosen and explained",
        "Twenty-odd phones instead of two hundred, each used by one of us for a month. We move your old one across while you "
        "have a coffee next door.",
        "Tallinn",
        "EE",
        "Kadri Tamm",
        "#2f7f82",
    ),
    Shop(
        "dial-and-co",
        "Dial & Co",
        "Tough, simple and repairable phones",
        "Phones that can be dropped, opened, understood or ignored. We repair what we sell, and quite a lot that we did not.",
        "Porto",
        "PT",
        "Rui Magalhães",
        "#a9502f",
    ),
    Shop(
        "field-and-thread",
        "Field & Thread",
        "Plain clothes that last",
        "Shirts, tees, denim and the things beneath and above them, cut in Bristol and sewn within a day's drive. We mend our "
        "own for nothing.",
        "Bristol",
        "GB",
        "Hannah Okafor",
        "#5d6b7a",
    ),
    Shop(
        "marisol",
        "Marisol",
        "Dresses for warm evenings",
        "Sol and her sister draw the prints, cut the patterns and argue about hems in a yard behind the market hall. Small runs; "
        "when it is gone it is gone.",
        "Valencia",
        "ES",
        "Sol Ferrer",
        "#c9694f",
    ),
    Shop(
        "kiln-and-wool",
        "Kiln & Wool",
        "Knitwear and coats from a wet town",
        "It rains here two hundred and forty days a year, so we take wool seriously. Spun, knitted and linked in one building by "
        "the harbour.",
        "Bergen",
        "NO",
        "Ingrid Solheim",
        "#7a5a3a",
    ),
    Shop(
        "little-otter",
        "Little Otter",
        "Clothes for small people in motion",
        "Room to grow, knees that hold and colours that forgive. Send back what is outgrown and we pass it on to the next "
        "otter.",
        "Copenhagen",
        "DK",
        "Freja Holm",
        "#c58a1f",
    ),
    Shop(
        "solid-ground",
        "Solid Ground",
        "For hills, rain and Mondays",
        "Outdoor clothes and shoes made by people who are out at half past five. A workshop at the back resoles, patches and "
        "reproofs.",
        "Innsbruck",
        "AT",
        "Matthias Gruber",
        "#3d5a4a",
    ),
)
