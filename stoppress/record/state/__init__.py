"""The state tables: kept by each act at what the revisions say, and made again from them."""
