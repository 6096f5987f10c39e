"""
The platform's PostgreSQL: Django's own backend, which starts the private server when a first connection asks
for it.
"""
