"""Pure decisions of the pages: wording, choosing a variation, links of a listing."""
