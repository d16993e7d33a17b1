"""Measures the seeded site behind its production server: `make bench`.

`python -m tests.bench --articles 200,100000 --seconds 5`; see `__main__`.
"""
