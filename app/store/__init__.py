"""The application database: the only package that speaks to it.

Tables are SQLAlchemy Core and rows are mapped by hand; what capabilities ask for in their ports is kept here, for
SQLite and PostgreSQL alike. `engine.open_store` opens it; `upgrade` brings a database to the program's tables.
"""
