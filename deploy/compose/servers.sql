-- Developers may make and drop databases of their own.
CREATE USER IF NOT EXISTS 'souk'@'%' IDENTIFIED BY 'souk';
GRANT ALL ON *.* TO 'souk'@'%' WITH GRANT OPTION;
