"""Where a request's pages are."""

ONE_REQUEST = "/requests/<reference>"
