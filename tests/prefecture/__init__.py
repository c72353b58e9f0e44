"""A made-up prefecture of reports with all that is wrong in them known beforehand."""
