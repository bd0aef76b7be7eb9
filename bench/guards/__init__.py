"""How well the guards meet danger, with every miss named."""
