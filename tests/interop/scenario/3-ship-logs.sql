-- step SQL1: a log backup
-- expect ok
BACKUP LOG chat TO DISK = '{share}/chat-1.trn' WITH INIT;

-- step DR1: a log without its full backup is refused
-- expect error 3118
RESTORE LOG chat FROM DISK = '{share}/chat-1.trn' WITH NORECOVERY;

-- step DR1: the full backup
-- expect ok
RESTORE DATABASE chat FROM DISK = '{share}/chat.bak' WITH NORECOVERY;

-- step DR1: the log
-- expect ok
RESTORE LOG chat FROM DISK = '{share}/chat-1.trn' WITH NORECOVERY;

-- step DR1: nobody reads what is being restored
-- expect error 927
SELECT * FROM chat.dbo.messages;

-- step SQL1: more to ship
-- expect ok
INSERT INTO chat.dbo.messages (id, body) VALUES (3, N'three');
BACKUP LOG chat TO DISK = '{share}/chat-2.trn' WITH INIT;
INSERT INTO chat.dbo.messages (id, body) VALUES (4, N'four');
BACKUP LOG chat TO DISK = '{share}/chat-3.trn' WITH INIT;

-- step DR1: a gap
-- expect error 4305
RESTORE LOG chat FROM DISK = '{share}/chat-3.trn' WITH NORECOVERY;

-- step DR1: a log that it has
-- expect error 4326
RESTORE LOG chat FROM DISK = '{share}/chat-1.trn' WITH NORECOVERY;

-- step DR1: both, in order
-- expect ok
RESTORE LOG chat FROM DISK = '{share}/chat-2.trn' WITH NORECOVERY;
RESTORE LOG chat FROM DISK = '{share}/chat-3.trn' WITH NORECOVERY;
