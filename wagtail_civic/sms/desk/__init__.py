"""The office's screens: forms, lists and views of the admin. They ask the rules of the room."""
