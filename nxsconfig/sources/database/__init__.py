"""Values of relational databases: the query of a DB datasource on MySQL/MariaDB, PostgreSQL, Oracle or SQLite."""
