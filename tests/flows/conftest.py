"""How hypothesis looks for examples."""

from hypothesis import settings

# The same examples each time; `--hypothesis-profile thorough` looks for new ones.
settings.register_profile("same", derandomize=True, database=None, deadline=None, max_examples=30)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("same")
