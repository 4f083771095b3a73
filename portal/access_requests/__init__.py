"""What people ask for by right (GDPR art. 15-22): received, timed, answered or refused."""
