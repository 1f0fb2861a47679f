using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>The functions that look at the session and the instance.</summary>
internal sealed partial class SqlSession
{
    /// <inheritdoc/>
    public BoundExpression? FindSystemVariable(string name) => name switch
    {
        "@@SERVERNAME" => new(SqlType.SysName, _ => _instance.ServerName),
        "@@SPID" => new(SqlType.SmallInt, _ => SessionId),
        "@@VERSION" => new(SqlType.NVarChar(300), _ => $"{_instance.VersionText} on {_personality}"),
        "@@MAX_PRECISION" => new(SqlType.TinyInt, _ => (byte)38),
        "@@MICROSOFTVERSION" => new(SqlType.Int, _ => 0x10000FA0),
        "@@LANGUAGE" => new(SqlType.SysName, _ => "us_english"),
        "@@LANGID" => new(SqlType.SmallInt, _ => (short)0),
        "@@SERVICENAME" => new(SqlType.SysName, _ => "MSSQLSERVER"),
        "@@MAX_CONNECTIONS" => new(SqlType.Int, _ => 32767),
        _ => null,
    };

    /// <inheritdoc/>
    public BoundExpression? FindFunction(string name, IReadOnlyList<BoundExpression> arguments) => (name, arguments.Count) switch
    {
        ("SERVERPROPERTY", 1) => new(new(SqlTypeKind.SqlVariant), row => Property(Text(arguments[0], row))),
        ("DB_NAME", 0) => new(SqlType.SysName, _ => Database),
        ("DB_NAME", 1) => new(SqlType.SysName, row => arguments[0].Evaluate(row) is { } id ? NameOf((int)SqlConversion.To(id, SqlType.Int)!) : null),
        ("DB_ID", 0) => new(SqlType.SmallInt, _ => IdOf(Database)),
        ("DB_ID", 1) => new(SqlType.SmallInt, row => IdOf(Text(arguments[0], row))),
        ("OBJECT_ID", 1 or 2) => new(SqlType.Int, row => FindTable(NameIn(Text(arguments[0], row))).Table?.Definition.ObjectId),
        ("HOST_NAME", 0) => new(SqlType.SysName, _ => _info.HostName),
        ("APP_NAME", 0) => new(SqlType.SysName, _ => _info.ProgramName),
        ("SYS.FN_HADR_BACKUP_IS_PREFERRED_REPLICA", 1) => new(SqlType.Bit, row => _instance.AvailabilityGroups.IsPreferredForBackup(Text(arguments[0], row))),
        ("DATABASEPROPERTYEX", 2) => new(new(SqlTypeKind.SqlVariant), row => DatabaseProperty(Text(arguments[0], row), Text(arguments[1], row))),
        _ => FindMetadata(name, arguments) ?? FindSecurityFunction(name, arguments),
    };

    private static string Text(BoundExpression argument, RowContext? row) => argument.Evaluate(row) is { } value ? SqlConversion.Text(value) : "";

    private string? DatabaseProperty(string database, string property) => (_instance.FindDatabase(database), property.ToUpperInvariant()) switch
    {
        (null, _) => null,
        ({ } found, "STATUS") => found.Status.ToString().ToUpperInvariant(),
        ({ } found, "RECOVERY") => found.RecoveryModel.ToString().ToUpperInvariant(),
        (_, "UPDATEABILITY") => "READ_WRITE",
        (_, "USERACCESS") => "MULTI_USER",
        (_, "COLLATION") => "SQL_Latin1_General_CP1_CI_AS",
        _ => null,
    };

    private short? IdOf(string name) => Instance.SystemDatabases.TryGetValue(name, out var id) ? (short)id : (short?)_instance.FindDatabase(name)?.Id;

    private string? NameOf(int id) =>
        Instance.SystemDatabases.Where(pair => pair.Value == id).Select(pair => pair.Key).FirstOrDefault()
            ?? _instance.Databases.FirstOrDefault(database => database.Id == id)?.Name;

    private static Syntax.ObjectName NameIn(string text) => new([.. text.Split('.').Select(part => part.Trim().TrimStart('[').TrimEnd(']'))]);
}
