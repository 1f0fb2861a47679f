namespace ChatDr.Simulator.Engine;

/// <summary>An error or message as a client receives it.</summary>
/// <param name="Number">The number of sys.messages.</param>
/// <param name="Severity">0 to 25; 10 and less is information, 20 and more ends the connection.</param>
/// <param name="State">Where it was raised, 1 to 255.</param>
/// <param name="Message">The text.</param>
internal sealed record SqlError(int Number, byte Severity, byte State, string Message)
{
    /// <summary>The line of the batch where the statement begins, or where the syntax is wrong; from 1, or 0 while nobody said it.</summary>
    public int Line { get; init; }
}
