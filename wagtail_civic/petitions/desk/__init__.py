"""The officers' screens: forms and views of the admin. They ask the rules of the room."""
