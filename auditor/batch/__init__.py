"""Many reports at once: what is kept of each, how they are run through, and how they compare with each other."""
