"""The demo market: a street of shops with real shelves, loaded into an empty platform.

Read `goods` (what a product is here), then a subject (`books`, `laptops`, `mobiles`, `clothes`), then `market`, which
puts everything on sale through the services' contracts. `pictures` draws what the shelves show.
"""
