namespace ChatDr.Simulator.Hosting;

/// <summary>How the program writes its log to the standard output.</summary>
internal enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A JSON object a line, with the values of each message by name.</summary>
    Json,
}
