"""The promises of reviews: what people think of products and shops, and what they ask."""
