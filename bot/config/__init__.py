"""Settings from the environment and .env, with every problem told at once."""
