-- step WIN1: an endpoint that shows a certificate
-- expect ok
CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster-Key!';
CREATE CERTIFICATE WIN1_cert WITH SUBJECT = 'WIN1';
BACKUP CERTIFICATE WIN1_cert TO FILE = '{share}/WIN1.cer';
CREATE ENDPOINT Mirroring STATE = STARTED AS TCP (LISTENER_PORT = 5022)
  FOR DATABASE_MIRRORING (ROLE = ALL, AUTHENTICATION = CERTIFICATE WIN1_cert, ENCRYPTION = REQUIRED ALGORITHM AES);

-- step WIN2: an endpoint that shows a certificate
-- expect ok
CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster-Key!';
CREATE CERTIFICATE WIN2_cert WITH SUBJECT = 'WIN2';
BACKUP CERTIFICATE WIN2_cert TO FILE = '{share}/WIN2.cer';
CREATE ENDPOINT Mirroring STATE = STARTED AS TCP (LISTENER_PORT = 5022)
  FOR DATABASE_MIRRORING (ROLE = ALL, AUTHENTICATION = CERTIFICATE WIN2_cert, ENCRYPTION = REQUIRED ALGORITHM AES);

-- step WITNESS: an endpoint that shows a certificate
-- expect ok
CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster-Key!';
CREATE CERTIFICATE WITNESS_cert WITH SUBJECT = 'WITNESS';
BACKUP CERTIFICATE WITNESS_cert TO FILE = '{share}/WITNESS.cer';
CREATE ENDPOINT Mirroring STATE = STARTED AS TCP (LISTENER_PORT = 5022)
  FOR DATABASE_MIRRORING (ROLE = WITNESS, AUTHENTICATION = CERTIFICATE WITNESS_cert, ENCRYPTION = REQUIRED ALGORITHM AES);

-- step WIN1: WIN2 and WITNESS may connect
-- expect ok
CREATE LOGIN WIN2_login WITH PASSWORD = 'P33r-Login!';
CREATE USER WIN2_user FOR LOGIN WIN2_login;
CREATE CERTIFICATE WIN2_cert AUTHORIZATION WIN2_user FROM FILE = '{share}/WIN2.cer';
GRANT CONNECT ON ENDPOINT::Mirroring TO WIN2_login;
CREATE LOGIN WITNESS_login WITH PASSWORD = 'P33r-Login!';
CREATE USER WITNESS_user FOR LOGIN WITNESS_login;
CREATE CERTIFICATE WITNESS_cert AUTHORIZATION WITNESS_user FROM FILE = '{share}/WITNESS.cer';
GRANT CONNECT ON ENDPOINT::Mirroring TO WITNESS_login;

-- step WIN2: WIN1 and WITNESS may connect
-- expect ok
CREATE LOGIN WIN1_login WITH PASSWORD = 'P33r-Login!';
CREATE USER WIN1_user FOR LOGIN WIN1_login;
CREATE CERTIFICATE WIN1_cert AUTHORIZATION WIN1_user FROM FILE = '{share}/WIN1.cer';
GRANT CONNECT ON ENDPOINT::Mirroring TO WIN1_login;
CREATE LOGIN WITNESS_login WITH PASSWORD = 'P33r-Login!';
CREATE USER WITNESS_user FOR LOGIN WITNESS_login;
CREATE CERTIFICATE WITNESS_cert AUTHORIZATION WITNESS_user FROM FILE = '{share}/WITNESS.cer';
GRANT CONNECT ON ENDPOINT::Mirroring TO WITNESS_login;

-- step WITNESS: WIN1 and WIN2 may connect
-- expect ok
CREATE LOGIN WIN1_login WITH PASSWORD = 'P33r-Login!';
CREATE USER WIN1_user FOR LOGIN WIN1_login;
CREATE CERTIFICATE WIN1_cert AUTHORIZATION WIN1_user FROM FILE = '{share}/WIN1.cer';
GRANT CONNECT ON ENDPOINT::Mirroring TO WIN1_login;
CREATE LOGIN WIN2_login WITH PASSWORD = 'P33r-Login!';
CREATE USER WIN2_user FOR LOGIN WIN2_login;
CREATE CERTIFICATE WIN2_cert AUTHORIZATION WIN2_user FROM FILE = '{share}/WIN2.cer';
GRANT CONNECT ON ENDPOINT::Mirroring TO WIN2_login;

-- step SQL1: there is no mirroring on Linux
-- expect error 40510
ALTER DATABASE chat SET PARTNER = 'TCP://{WIN1}:5022';

-- step WIN1: a database with something in it
-- expect ok
CREATE DATABASE mirrored;

-- step WIN1: a table and a row
-- expect ok
USE mirrored;
CREATE TABLE dbo.messages (id int NOT NULL PRIMARY KEY, body nvarchar(100) NOT NULL);
INSERT INTO dbo.messages (id, body) VALUES (1, N'één');

-- step WIN1: its backups
-- expect ok
BACKUP DATABASE mirrored TO DISK = '{share}/mirrored.bak' WITH INIT;
BACKUP LOG mirrored TO DISK = '{share}/mirrored-1.trn' WITH INIT;

-- step WIN2: the mirror's copy
-- expect ok
RESTORE DATABASE mirrored FROM DISK = '{share}/mirrored.bak' WITH NORECOVERY;
RESTORE LOG mirrored FROM DISK = '{share}/mirrored-1.trn' WITH NORECOVERY;

-- step WIN2: the mirror first
-- expect ok
ALTER DATABASE mirrored SET PARTNER = 'TCP://{WIN1}:5022';

-- step WIN1: then the principal
-- within 30
-- expect ok
ALTER DATABASE mirrored SET PARTNER = 'TCP://{WIN2}:5022';

-- step WIN1: synchronized
-- within 60
-- expect rows
-- row PRINCIPAL|SYNCHRONIZED|FULL
SELECT mirroring_role_desc, mirroring_state_desc, mirroring_safety_level_desc FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL;

-- step WIN1: a witness
-- within 30
-- expect ok
ALTER DATABASE mirrored SET WITNESS = 'TCP://{WITNESS}:5022';

-- step WIN1: which is there
-- within 60
-- expect rows
-- row SYNCHRONIZED|CONNECTED
SELECT mirroring_state_desc, mirroring_witness_state_desc FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL;

-- step WIN2: a mirror is not for queries
-- expect error 954
SELECT * FROM mirrored.dbo.messages;

-- step WIN1: fail over
-- within 60
-- expect ok
IF NOT EXISTS (SELECT 1 FROM mirrored.dbo.messages WHERE id = 2) INSERT INTO mirrored.dbo.messages (id, body) VALUES (2, N'два');
ALTER DATABASE mirrored SET PARTNER FAILOVER;

-- step WIN2: the mirror is the principal
-- within 60
-- expect rows
-- row PRINCIPAL|SYNCHRONIZED
SELECT mirroring_role_desc, mirroring_state_desc FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL;

-- step WIN2: with every row
-- within 60
-- expect rows
-- row 1|één
-- row 2|два
SELECT id, body FROM mirrored.dbo.messages ORDER BY id;

-- step WIN2: fail back
-- within 60
-- expect ok
ALTER DATABASE mirrored SET PARTNER FAILOVER;

-- step WIN1: the principal as before
-- within 60
-- expect rows
-- row PRINCIPAL|SYNCHRONIZED
SELECT mirroring_role_desc, mirroring_state_desc FROM sys.database_mirroring WHERE mirroring_guid IS NOT NULL;

-- step WIN1: serves with every row
-- within 60
-- expect rows
-- row 2
SELECT COUNT(*) FROM mirrored.dbo.messages;

-- step WIN1: the session ends
-- expect ok
ALTER DATABASE mirrored SET PARTNER OFF;

-- step WIN2: and leaves the mirror RESTORING
-- within 30
-- expect rows
-- row RESTORING
SELECT state_desc FROM sys.databases WHERE name = 'mirrored';
