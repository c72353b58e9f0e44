"""Reports audited by several processes or machines."""
