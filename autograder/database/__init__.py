"""The SQLite file of a course: the journal of its batches and its grade book, each with tables of its own.

Several processes may use it at once, on one machine or over a network file system that has locks. Only SQLite ever
opens it: closing any other descriptor of it would drop every lock that SQLite holds on it in the process.

    with closing(Database(place(course, cache))) as file:
        file.write(lambda connection: connection.execute("INSERT INTO …"))
"""

from autograder.database.file import Database, connect
from autograder.database.place import FOLDER, NAME, OWN_PACKAGE, place
from autograder.database.tables import Tables, transaction

__all__ = ["FOLDER", "NAME", "OWN_PACKAGE", "Database", "Tables", "connect", "place", "transaction"]
