"""Letters to people whose data came from elsewhere and who have not been told (GDPR art. 14)."""
