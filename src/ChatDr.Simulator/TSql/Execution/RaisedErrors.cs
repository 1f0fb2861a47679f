using System.Text;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;
using static System.FormattableString;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>RAISERROR and THROW.</summary>
internal static class RaisedErrors
{
    private const int AnyText = 50000;
    private const int LeastNumber = 13000;

    /// <summary>RAISERROR: up to severity 10 a message, above it an error.</summary>
    /// <exception cref="SqlErrorException">What it raises; 2732, 2754, 18054.</exception>
    public static async ValueTask RaiseAsync(RaiseErrorStatement raise, BatchContext batch, CancellationToken attention)
    {
        var (_, message) = batch.Evaluate(raise.Message);
        var severity = (int)(SqlConversion.To(batch.Evaluate(raise.Severity).Value, SqlType.Int) ?? 0);
        var state = (int)(SqlConversion.To(batch.Evaluate(raise.State).Value, SqlType.Int) ?? 0);
        if (severity > 18 && !raise.Log)
        {
            throw new SqlErrorException(2754, 16, 1, "A severity above 18 can only be raised by members of sysadmin, WITH LOG.");
        }

        if (message is int number)
        {
            throw number is < LeastNumber or AnyText
                ? new SqlErrorException(2732, 16, 1, Invariant($"Error number {number} is invalid. It must be from 13000 on, and not 50000."))
                : new SqlErrorException(
                    18054, 16, 1, Invariant($"Error {number}, severity {severity}, state {state} was raised, but sys.messages has no message of that number."));
        }

        var text = Format(message as string ?? "", [.. raise.Arguments.Select(argument => batch.Evaluate(argument).Value)]);
        var error = new SqlError(AnyText, (byte)Math.Clamp(severity, 0, 25), (byte)Math.Clamp(state, 0, 255), text);
        if (severity > 10)
        {
            throw new SqlErrorException([error]);
        }

        await batch.Writer.InfoAsync(error, attention);
    }

    /// <summary>What THROW throws: the caught error again, or one of its own.</summary>
    public static Exception Throw(ThrowStatement thrown, BatchContext batch)
    {
        if (thrown.Number is null)
        {
            return batch.State.Caught is { } caught ? new BatchAbortedException([caught.Error], caught.Line)
                : new SqlErrorException(10704, 15, 1, "To rethrow an error, a THROW statement without parameters must be inside a CATCH block.");
        }

        var number = (int)(SqlConversion.To(batch.Evaluate(thrown.Number).Value, SqlType.Int) ?? 0);
        var state = (int)(SqlConversion.To(batch.Evaluate(thrown.State!).Value, SqlType.Int) ?? 0);
        return number >= AnyText
            ? new SqlErrorException(number, 16, (byte)Math.Clamp(state, 0, 255), batch.EvaluateText(thrown.Message!))
            : new SqlErrorException(35100, 16, 10, Invariant($"Error number {number} in the THROW statement is outside the valid range: 50000 to 2147483647."));
    }

    /// <summary>%s, %d, %i, %u and %% of RAISERROR.</summary>
    private static string Format(string format, object?[] arguments)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] is not '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }

            var kind = format[++i];
            text.Append(kind is '%' ? "%"
                : kind is not ('s' or 'd' or 'i' or 'u') ? throw SqlErrors.NotSupported($"RAISERROR format %{kind}")
                : next < arguments.Length && arguments[next++] is { } value ? SqlConversion.Text(value) : "(null)");
        }

        return text.ToString();
    }
}
