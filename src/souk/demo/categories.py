"""The category tree, parents before children."""

from souk.demo.goods import Category

_TREE: tuple[tuple[str | None, tuple[tuple[str, str], ...]], ...] = (
    (None, (("books", "Books"), ("computers", "Computers"), ("phones", "Phones"), ("clothing", "Clothing"))),
    (
        "books",
        (("fiction", "Fiction"), ("non-fiction", "Non-fiction"), ("poetry-drama", "Poetry & drama"),
         ("children-books", "Children's books")),
    ),
    (
        "fiction",
        (("classics", "Classics"), ("gothic", "Gothic & horror"), ("crime", "Crime & mystery"), ("adventure", "Adventure"),
         ("science-fiction", "Science fiction")),
    ),
    (
        "non-fiction",
        (("philosophy", "Philosophy & essays"), ("history-politics", "History & politics"),
         ("science-nature", "Science & nature"), ("memoir-travel", "Memoir & travel")),
    ),
    ("computers", (("laptops", "Laptops"),)),
    (
        "laptops",
        (("ultrabooks", "Ultrabooks"), ("everyday", "Everyday laptops"), ("2-in-1", "2-in-1 laptops"),
         ("workstations", "Workstations"), ("gaming", "Gaming laptops")),
    ),
    (
        "phones",
        (("flagship-phones", "Flagship phones"), ("everyday-phones", "Everyday phones"), ("compact-phones", "Compact phones"),
         ("rugged-phones", "Rugged phones"), ("budget-phones", "Budget phones")),
    ),
    (
        "clothing",
        (("women", "Women"), ("men", "Men"), ("kids", "Children"), ("shoes", "Shoes"), ("accessories", "Accessories")),
    ),
    (
        "women",
        (("women-dresses", "Dresses"), ("women-tops", "Tops & shirts"), ("women-knitwear", "Knitwear"),
         ("women-coats", "Coats & jackets"), ("women-trousers", "Trousers & skirts")),
    ),
    (
        "men",
        (("men-tops", "T-shirts & tops"), ("men-shirts", "Shirts"), ("men-knitwear", "Knitwear"),
         ("men-coats", "Coats & jackets"), ("men-trousers", "Trousers & shorts")),
    ),
)  # fmt: skip

CATEGORIES: tuple[Category, ...] = tuple(
    Category(slug, name, parent) for parent, children in _TREE for slug, name in children
)
