"""Tables as files for spreadsheets, and what comes back from them."""
