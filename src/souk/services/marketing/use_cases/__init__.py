"""What can be done with coupons and subscriptions."""
