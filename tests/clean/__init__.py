"""The yardstick of the rules: clean reports in many wordings, plain faults planted into them, and near-misses beside each fault.

It is written from the law and from how offices write, never from what the rules hear.
"""
