"""Grund, a self-service privacy portal.

A floor imports only from the floors below it:

3. faces:    web (subject, staff) and cli; they never import each other
2. services: links, mail, exports, imports, jobs
1. domain:   people, ledger, legal_bases, preferences, accounts, settings, limits
0. tools:    config, keys, database, extensions, clock, migrations, translations

``factory.create_app`` puts the floors together.
"""
