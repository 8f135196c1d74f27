"""The words everybody on the street speaks: money, ids, events, problems, calls, pages. Standard library and Pydantic only."""
