"""Where reports come from: folders, archives, lists, remote stores, earlier years."""
