"""The proof that builds agree: cases, outcomes, targets, and the report of `dxpy verify`."""
