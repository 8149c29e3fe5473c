-- In which timezone somebody wants to be told instants; null: in that of the organization whose page it is.
ALTER TABLE users ADD COLUMN timezone text COLLATE "C";
