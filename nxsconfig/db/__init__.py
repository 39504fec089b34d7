"""The relational store: components, datasources and selections in SQLite, MariaDB/MySQL or PostgreSQL."""
