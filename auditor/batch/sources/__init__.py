"""Sources of reports: folders, archives, lists, remote stores, reports of earlier years."""
