"""Reader of Word binary documents ([MS-DOC])."""
