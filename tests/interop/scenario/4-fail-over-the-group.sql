-- step SQL1: the primary steps down
-- expect ok
ALTER AVAILABILITY GROUP ag OFFLINE;

-- step SQL1: nobody writes to a database whose replica is neither primary nor secondary
-- within 30
-- expect error 983
INSERT INTO chat.dbo.messages (id, body) VALUES (100, N'lost');

-- step SQL2: the secondary takes over without loss
-- within 60
-- expect ok
EXEC sp_set_session_context @key = N'external_cluster', @value = N'yes';
ALTER AVAILABILITY GROUP ag FAILOVER;

-- step SQL2: it is the primary
-- within 60
-- expect rows
-- row PRIMARY
SELECT role_desc FROM sys.dm_hadr_availability_replica_states WHERE is_local = 1;

-- step SQL1: the old primary follows
-- within 60
-- expect ok
ALTER AVAILABILITY GROUP ag SET (ROLE = SECONDARY);

-- step SQL2: every row is there
-- within 60
-- expect rows
-- row 1|één
-- row 2|два
-- row 3|three
-- row 4|four
SELECT id, body FROM chat.dbo.messages ORDER BY id;

-- step SQL2: logs are shipped on from the new primary
-- within 60
-- expect ok
IF NOT EXISTS (SELECT 1 FROM chat.dbo.messages WHERE id = 5) INSERT INTO chat.dbo.messages (id, body) VALUES (5, N'five');
BACKUP LOG chat TO DISK = '{share}/chat-4.trn' WITH INIT;

-- step DR1: and the chain is whole
-- expect ok
RESTORE LOG chat FROM DISK = '{share}/chat-4.trn' WITH NORECOVERY;

-- step SQL2: both copies are synchronized again
-- within 60
-- expect rows
-- row 2
SELECT COUNT(*) FROM sys.dm_hadr_database_replica_states WHERE synchronization_state_desc = 'SYNCHRONIZED';

-- step SQL2: fail back: step down
-- expect ok
ALTER AVAILABILITY GROUP ag OFFLINE;

-- step SQL1: take over
-- within 60
-- expect ok
EXEC sp_set_session_context @key = N'external_cluster', @value = N'yes';
ALTER AVAILABILITY GROUP ag FAILOVER;

-- step SQL2: follow
-- within 60
-- expect ok
ALTER AVAILABILITY GROUP ag SET (ROLE = SECONDARY);

-- step SQL1: every row is back home
-- within 60
-- expect rows
-- row 5
SELECT COUNT(*) FROM chat.dbo.messages;
