"""What is held for a person to look at, how names are shortened, how text is tidied."""
