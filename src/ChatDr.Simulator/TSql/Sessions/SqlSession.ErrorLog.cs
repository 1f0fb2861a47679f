using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Diagnostics;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Catalog;
using ChatDr.Simulator.TSql.Execution;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>
/// The procedures of the error log (Microsoft Learn, "sp_readerrorlog (Transact-SQL)", "sp_cycle_errorlog (Transact-SQL)"). xp_readerrorlog is not documented;
/// its seven arguments are as they are in use: number, product, two texts, from, to, order.
/// </summary>
internal sealed partial class SqlSession
{
    private const int SqlServerProduct = 1;

    private async ValueTask ExecuteErrorLogAsync(string procedure, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch, CancellationToken attention)
    {
        RequireErrorLog(procedure);
        switch (procedure)
        {
            case "sp_cycle_errorlog":
                _instance.ErrorLog.Cycle();
                _instance.ErrorLog.Write("The error log has been reinitialized. See the previous log for older entries.", $"spid{SessionId}");
                break;
            case "sp_enumerrorlogs" or "xp_enumerrorlogs":
                RequireSqlServer(new ProcedureArguments(procedure, arguments, "@p1").Integer("@p1"));
                await SendAsync(ErrorLogs(), batch.Writer, attention);
                break;
            default:
                var given = new ProcedureArguments(
                    procedure, arguments, procedure is "sp_readerrorlog" ? ["@p1", "@p2", "@p3", "@p4"] : ["@p1", "@p2", "@p3", "@p4", "@p5", "@p6", "@p7"]);
                RequireSqlServer(given.Integer("@p2"));
                await SendAsync(ErrorLogLines(given), batch.Writer, attention);
                break;
        }
    }

    private void RequireErrorLog(string procedure)
    {
        if (!(procedure is "sp_cycle_errorlog" ? Login.IsSysadmin : MayIn(Database).Allows("VIEW ANY ERROR LOG")))
        {
            throw new SqlErrorException(
                229, 14, 5, $"The EXECUTE permission was denied on the object '{procedure}', database 'mssqlsystemresource', schema 'sys'.");
        }
    }

    private Relation ErrorLogLines(ProcedureArguments given)
    {
        var (archive, from, to) = (given.Integer("@p1") ?? 0, given.Date("@p5"), given.Date("@p6"));
        var lines = _instance.ErrorLog.Read(archive);
        if (lines.Count is 0)
        {
            throw new SqlErrorException(
                22004, 12, 1, $"xp_readerrorlog() returned error 2, 'There is no error log {archive.ToString(CultureInfo.InvariantCulture)}.'");
        }

        var chosen = lines.Where(
            line => Holds(line, given.Text("@p3")) && Holds(line, given.Text("@p4")) && (from is null || line.Date >= from) && (to is null || line.Date <= to));
        return ViewBuilder.View(
            "LogDate datetime, ProcessInfo nvarchar50, Text nvarchar4000",
            () => (string.Equals(given.Text("@p7"), "desc", StringComparison.OrdinalIgnoreCase) ? chosen.Reverse() : chosen).Select(
                line => (object?[])[line.Date, line.Source, line.Text]));
    }

    private static bool Holds(ErrorLogLine line, string? text) => text is null || line.Text.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static void RequireSqlServer(int? product)
    {
        if (product is not null and not SqlServerProduct)
        {
            throw SqlErrors.NotSupported("the error log of SQL Server Agent");
        }
    }

    private Relation ErrorLogs() => new(
        [new("Archive #", SqlType.Int), new("Date", SqlType.NVarChar(20)), new("Log File Size (Byte)", SqlType.Int)],
        () => _instance.ErrorLog.List().Select(
            log => (object?[])[log.Archive, log.Date.ToString("MM'/'dd'/'yyyy  HH':'mm", CultureInfo.InvariantCulture), (int)log.Bytes]));
}
