-- step SQL1: both copies are synchronized
-- within 60
-- expect rows
-- row 2
SELECT COUNT(*) FROM sys.dm_hadr_database_replica_states WHERE synchronization_state_desc = 'SYNCHRONIZED';

-- step SQL1: a tail is not taken while the group has the database
-- expect error 3013
BACKUP LOG chat TO DISK = '{share}/chat-tail.trn' WITH INIT, NORECOVERY;

-- step SQL1: the database leaves the group
-- expect ok
ALTER AVAILABILITY GROUP ag REMOVE DATABASE chat;

-- step SQL1: the tail, after which this site serves no more
-- within 30
-- expect ok
BACKUP LOG chat TO DISK = '{share}/chat-tail.trn' WITH INIT, NORECOVERY;

-- step SQL1: it does not
-- expect error 927
SELECT * FROM chat.dbo.messages;

-- step DR1: the tail ends the shipping
-- expect ok
RESTORE LOG chat FROM DISK = '{share}/chat-tail.trn' WITH RECOVERY;

-- step DR1: the other site has every row, and serves
-- expect rows
-- row 6
INSERT INTO chat.dbo.messages (id, body) VALUES (6, N'six');
SELECT COUNT(*) FROM chat.dbo.messages;

-- step DR1: it ships logs the other way
-- expect ok
BACKUP LOG chat TO DISK = '{share}/back-1.trn' WITH INIT;

-- step SQL1: without a new full backup
-- expect ok
RESTORE LOG chat FROM DISK = '{share}/back-1.trn' WITH NORECOVERY;

-- step DR1: fail back: the tail
-- expect ok
BACKUP LOG chat TO DISK = '{share}/back-tail.trn' WITH INIT, NORECOVERY;

-- step SQL1: serves again
-- expect ok
RESTORE LOG chat FROM DISK = '{share}/back-tail.trn' WITH RECOVERY;

-- step SQL1: with every row
-- expect rows
-- row 1|één
-- row 2|два
-- row 3|three
-- row 4|four
-- row 5|five
-- row 6|six
SELECT id, body FROM chat.dbo.messages ORDER BY id;

-- step DR1: and the other site is a shipping target as before
-- expect rows
-- row RESTORING
SELECT state_desc FROM sys.databases WHERE name = 'chat';
