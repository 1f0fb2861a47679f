select @@SERVERNAME as server_name
go
create database interop
go
use interop
go
create table dbo.t (id int identity(1,1) not null primary key, name nvarchar(50) not null unique)
go
insert into dbo.t (name) values (N'één')
insert into dbo.t (name) values (N'two')
go
update dbo.t set name = N'deux' where id = 2
go
select id, name from dbo.t order by id
go
insert into dbo.t (name) values (N'deux')
go
delete from dbo.t where id = 1
go
select count(*) as left_over from dbo.t
go
backup database interop to disk = N'interop.bak' with init, checksum
go
restore headeronly from disk = N'interop.bak'
go
drop nonsense interop
go
