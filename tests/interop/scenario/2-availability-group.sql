-- step SQL1: a database with something in it
-- expect ok
CREATE DATABASE chat;

-- step SQL1: a table, and rows in more than one language
-- expect ok
USE chat;
CREATE TABLE dbo.messages (id int NOT NULL PRIMARY KEY, body nvarchar(100) NOT NULL);
INSERT INTO dbo.messages (id, body) VALUES (1, N'één'), (2, N'два');

-- step SQL1: the key refuses a second row
-- expect error 2627
INSERT INTO chat.dbo.messages (id, body) VALUES (1, N'again');

-- step SQL1: the full backup that a group asks for
-- expect ok
BACKUP DATABASE chat TO DISK = '{share}/chat.bak' WITH INIT, CHECKSUM;

-- step SQL1: its header
-- expect ok
RESTORE HEADERONLY FROM DISK = '{share}/chat.bak';

-- step SQL1: the group
-- expect ok
CREATE AVAILABILITY GROUP ag WITH (CLUSTER_TYPE = EXTERNAL, DB_FAILOVER = ON) FOR REPLICA ON
  N'SQL1' WITH (ENDPOINT_URL = N'tcp://{SQL1}:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL, SEEDING_MODE = AUTOMATIC),
  N'SQL2' WITH (ENDPOINT_URL = N'tcp://{SQL2}:5022', AVAILABILITY_MODE = SYNCHRONOUS_COMMIT, FAILOVER_MODE = EXTERNAL, SEEDING_MODE = AUTOMATIC);

-- step SQL2: joins
-- within 30
-- expect ok
ALTER AVAILABILITY GROUP ag JOIN WITH (CLUSTER_TYPE = EXTERNAL);

-- step SQL2: may be seeded
-- expect ok
ALTER AVAILABILITY GROUP ag GRANT CREATE ANY DATABASE;

-- step SQL1: the database enters the group
-- expect ok
ALTER AVAILABILITY GROUP ag ADD DATABASE chat;

-- step SQL1: both copies are synchronized
-- within 60
-- expect rows
-- row 2
SELECT COUNT(*) FROM sys.dm_hadr_database_replica_states WHERE synchronization_state_desc = 'SYNCHRONIZED';

-- step SQL2: a secondary is not for queries
-- expect error 976
SELECT * FROM chat.dbo.messages;

-- step SQL2: only a primary takes databases out
-- expect error 41140
ALTER AVAILABILITY GROUP ag REMOVE DATABASE chat;
