"""The board on which fronts are arranged: what it shows, what its buttons do, its other pages."""
