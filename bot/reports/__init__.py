"""How the campaign goes: figures, pictures, the weekly digest, and what editors should write next."""
