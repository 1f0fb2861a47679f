using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>SET options of a session. One that would change what statements mean, and does not here, is refused.</summary>
internal static class SessionOptions
{
    private static readonly string[] NotOn =
        ["IMPLICIT_TRANSACTIONS", "PARSEONLY", "NOEXEC", "FMTONLY", "NUMERIC_ROUNDABORT", "ARITHIGNORE", "ANSI_NULL_DFLT_OFF"];

    private static readonly string[] NotOff = ["ANSI_NULLS", "ANSI_PADDING", "ANSI_WARNINGS", "ANSI_DEFAULTS", "CONCAT_NULL_YIELDS_NULL"];

    private static readonly (string Option, int Bit)[] Bits =
    [
        ("CURSOR_CLOSE_ON_COMMIT", 4), ("ANSI_WARNINGS", 8), ("ANSI_PADDING", 16), ("ANSI_NULLS", 32), ("ARITHABORT", 64), ("QUOTED_IDENTIFIER", 256),
        ("NOCOUNT", 512), ("ANSI_NULL_DFLT_ON", 1024), ("CONCAT_NULL_YIELDS_NULL", 4096), ("XACT_ABORT", 16384),
    ];

    /// <summary>@@OPTIONS (Microsoft Learn, "Configure the user options server configuration option").</summary>
    public static int Mask(SessionState state) => Bits.Where(pair => state.OptionsOn.Contains(pair.Option)).Sum(pair => pair.Bit);

    /// <summary>SET option, … ON or OFF.</summary>
    /// <exception cref="Engine.SqlErrorException">40510: it would have no effect.</exception>
    public static void Set(SetOptionsStatement statement, SessionState state)
    {
        foreach (var option in statement.Options)
        {
            if ((statement.On ? NotOn : NotOff).Contains(option))
            {
                throw SqlErrors.NotSupported($"SET {option} {(statement.On ? "ON" : "OFF")}");
            }

            _ = statement.On ? state.OptionsOn.Add(option) : state.OptionsOn.Remove(option);
        }
    }

    /// <summary>SET option value.</summary>
    /// <exception cref="Engine.SqlErrorException">40510: it would have no effect; 2744 and the like: no such value.</exception>
    public static void Set(string option, object? value, SessionState state)
    {
        switch (option)
        {
            case "LOCK_TIMEOUT":
                state.LockTimeout = Number(value);
                break;
            case "DATEFIRST":
                state.DateFirst = Number(value) is >= 1 and <= 7 and var day ? day
                    : throw new Engine.SqlErrorException(2742, 16, 1, "SET DATEFIRST takes a number from 1 to 7.");
                break;
            case "TEXTSIZE":
                state.TextSize = Number(value) is > 0 and var size ? size : 4096;
                break;
            case "ROWCOUNT" when Number(value) is 0:
            case "LANGUAGE" when Word(value) is "us_english" or "english":
            case "DATEFORMAT" when Word(value) is "mdy":
            case "DEADLOCK_PRIORITY" or "QUERY_GOVERNOR_COST_LIMIT":
                break;
            default:
                throw SqlErrors.NotSupported($"SET {option} {Word(value)}");
        }
    }

    private static int Number(object? value) => (int)(SqlConversion.To(value, SqlType.Int) ?? 0);

    private static string Word(object? value) => value is null ? "NULL" : SqlConversion.Text(value).ToLowerInvariant();
}
