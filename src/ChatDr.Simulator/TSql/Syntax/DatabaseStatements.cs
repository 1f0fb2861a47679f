using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>CREATE DATABASE. A file is null where it is not described.</summary>
internal sealed record CreateDatabaseStatement(string Name, DatabaseFileSpec? Data = null, DatabaseFileSpec? Log = null) : Statement;

/// <summary>DROP DATABASE.</summary>
internal sealed record DropDatabaseStatement(IReadOnlyList<string> Names, bool IfExists) : Statement;

/// <summary>ALTER DATABASE. <paramref name="Name"/> is null for CURRENT.</summary>
internal sealed record AlterDatabaseStatement(string? Name, DatabaseChange Change) : Statement;

/// <summary>What ALTER DATABASE changes.</summary>
internal abstract record DatabaseChange;

/// <summary>SET RECOVERY.</summary>
internal sealed record SetRecoveryModel(string Model) : DatabaseChange;

/// <summary>SET ONLINE or OFFLINE.</summary>
internal sealed record SetOnline(bool Online, Termination Termination) : DatabaseChange;

/// <summary>SET of an option of the database.</summary>
internal sealed record SetDatabaseOption(Func<DatabaseOptions, DatabaseOptions> Change, Termination Termination) : DatabaseChange;

/// <summary>MODIFY NAME.</summary>
internal sealed record ModifyName(string Name) : DatabaseChange;

/// <summary>MODIFY FILE.</summary>
internal sealed record ModifyFile(DatabaseFileSpec File) : DatabaseChange;

/// <summary>SET HADR SUSPEND, RESUME or OFF.</summary>
internal sealed record SetHadr(string Action) : DatabaseChange;

/// <summary>SET HADR AVAILABILITY GROUP = name.</summary>
internal sealed record JoinHadr(string AvailabilityGroup) : DatabaseChange;

/// <summary>SET PARTNER. <paramref name="Argument"/>: the address, the safety or the time-out.</summary>
internal sealed record SetPartner(string Action, string? Argument) : DatabaseChange;

/// <summary>SET WITNESS; a null address is OFF.</summary>
internal sealed record SetWitness(string? Address) : DatabaseChange;
