"""Grund, a self-service privacy portal.

A floor imports only from the floors below it:

3. faces:    web (subject, staff) and cli; they never import each other
2. services: links, mail, exports, imports, jobs, bulk, asking, feedback, shipped, web_forms, one_time_codes,
             access_answers, erasure, informing
1. domain:   people, ledger, legal_bases, preferences, customers, marketing, access_requests, accounts, settings, limits
0. tools:    config, keys, database, turns, together, wiping, prepared, reading, numbering, extensions, clock, dates,
             texts, migrations, translations

``factory.create_app`` puts the floors together, and ``work`` lists the kinds of long jobs.
Who imports whom on one floor is listed in tests/house/test_floors.py.
"""
