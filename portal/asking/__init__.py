"""Ask everybody whom a search finds for their consent: counted first, asked in the background, followed afterwards."""
