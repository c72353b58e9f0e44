"""Word binary documents ([MS-DOC])."""
